import { randomBytes } from 'node:crypto';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { newKeyEntry, type KeyKind } from '../newKey.ts';
import type { Output } from '../output.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';
import { programName } from '../programName.ts';

export const registerKey: Registration = (program) => {
  const made = program
    .command('key')
    .description('make keys for the settings of a deployment')
    .command('new')
    .description('print a new key; stores nothing');
  registerNew(
    made,
    'sealing',
    'print a key that encrypts PINs and card registration codes, for SCIM_SEALING_KEYS',
  );
  registerNew(made, 'signing', 'print a key that signs access tokens (ES256), for SCIM_SIGNING_KEYS');
};

interface KeyOptions {
  readonly id?: string;
}

function registerNew(made: Command, kind: KeyKind, description: string): void {
  made
    .command(kind)
    .description(description)
    .addOption(
      new Option(
        '--id <id>',
        'its id in the list (default: day and random digits, such as k2030-12-31-7f3a)',
      ).argParser(keyId),
    )
    .option(...json)
    .action((options: KeyOptions & Json) => {
      printNew(kind, options, outputOf(options));
    });
}

/** A date with a random suffix: a ring in which two keys have the same id is refused. */
function newKeyId(): string {
  return `k${new Date().toISOString().slice(0, 10)}-${randomBytes(2).toString('hex')}`;
}

function keyId(text: string): string {
  if (/^[A-Za-z0-9_-]{1,64}$/.test(text)) return text;
  throw new InvalidArgumentError('An id has 1 to 64 letters, digits, "-" and "_".');
}

/** `uniflow-scim key new sealing`, `uniflow-scim key new signing` */
function printNew(kind: KeyKind, options: KeyOptions, output: Output): void {
  const id = options.id ?? newKeyId();
  const setting = kind === 'sealing' ? 'SCIM_SEALING_KEYS' : 'SCIM_SIGNING_KEYS';
  const entry = newKeyEntry(kind, id);
  output.json({ setting, id, entry });
  output.fields(`A new key for ${setting}. It is shown this once.`, { 'Entry of the list': entry });
  output.note(`${firstSteps(setting)}\n${lastStep[kind]}`);
}

/** In this order no instance meets an unknown key. */
function firstSteps(setting: string): string {
  return [
    `1. Put it at the END of ${setting}, behind a comma: all instances come to know it. (The very first key stands alone.)`,
    `2. When all of them have restarted with it, move it to the FRONT: from then on it makes what is new.`,
  ].join('\n');
}

const lastStep: Readonly<Record<KeyKind, string>> = {
  sealing: `3. Then seal what is stored with it:  ${programName()} secrets reseal\n   That says which keys can be taken out of the list, and when.`,
  signing:
    '3. Take the old key out when the last access token that it signed has ended: SCIM_ACCESS_TOKEN_MINUTES (60 by default) after step 2.',
};
