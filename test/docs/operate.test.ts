import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newKeyEntry } from '../../cli/newKey.ts';
import { startCommands, type Commands } from '../support/commands.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/operate.md'), 'utf8');

/** Of its blocks, the commands that talk to storage: the doctor looks at a service from outside, and has its own tests. */
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  .flatMap(([, block = '']) => block.split('\n'))
  .flatMap((line) => /^node dist\/cli\.js (.*)/.exec(line.replace(/ +#.*| >\S+$/, ''))?.[1] ?? [])
  .filter((command) => !command.startsWith('doctor'));

let cli: Commands;
/** An empty storage account, for what is restored. */
let empty: Commands;
/** The account to which a machine moves. */
let account: Commands;
const folder = mkdtempSync(join(tmpdir(), 'operate-'));
/** What the page leaves to be filled in. */
const known: Record<string, string> = Object.fromEntries(
  [
    ...['<file>', '<acme-file>', '<export-file>', '<machine-file>'],
    ...['<fabrikam-export>', '<fabrikam-backup>'],
  ].map((name) => [name, join(folder, `${name.slice(1, -1)}.jsonl`)]),
);
beforeAll(async () => {
  cli = await startCommands({ SCIM_SIGNING_KEYS: newKeyEntry('signing', 's1') });
  empty = await startCommands();
  account = await startCommands();
  await cli.tenant('acme');
  await cli.tenant('fabrikam');
  const { clientId, secretId } = await cli.json('client', 'add', 'acme');
  const { token } = await cli.json('management', 'add');
  known['<client-id>'] = String(clientId);
  known['<secret-id>'] = String(secretId);
  known['<id>'] = (token as { readonly id: string }).id;
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([cli.stop(), empty.stop(), account.stop()]);
});

function storageFor(command: string): Commands {
  if (command.startsWith('restore <machine-file>')) return account;
  return command.includes('restore') || command.includes('acme-before') ? empty : cli;
}

test('the commands of docs/operate.md do what they should, one after the other', async () => {
  expect(commands.length).toBeGreaterThanOrEqual(16);
  for (const command of commands) {
    const words = [...command.matchAll(/"([^"]*)"|\S+/g)].map(
      ([word, quoted]) => known[word] ?? quoted ?? word,
    );
    expect(words.filter((word) => word.startsWith('<'))).toEqual([]);
    const storage = storageFor(command);
    expect({ command, ...(await storage.run(...words)) }).toMatchObject({ command, code: 0 });
  }
});
