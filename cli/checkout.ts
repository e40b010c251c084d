import packageJson from '../package.json' with { type: 'json' };
import type { Command } from 'commander';
import { InputError } from './exitCode.ts';

/** Defined in the release file (scripts/cliFile.ts). */
declare const RELEASE_FILE: true | undefined;

/** Whether this is the release file, which contains neither the service nor the local storage. */
export const isReleaseFile = typeof RELEASE_FILE !== 'undefined';

/** Commands that serve from this machine. */
const local: readonly string[] = ['start', 'storage', 'func'];

/** Whether a command needs a checkout. @param options the options it was called with. */
function needsCheckout(command: string, { tenantUrl }: Readonly<Record<string, unknown>>): boolean {
  return local.includes(command) || (command === 'demo' && tenantUrl === undefined);
}

/** @throws InputError if the release file is asked for a command that needs a checkout. */
export function requireCheckout(command: Command): void {
  if (!isReleaseFile || !needsCheckout(command.name(), command.opts())) return;
  throw new InputError(
    `"${command.name()}" serves locally. This file is the command line alone, without the service and without local storage.\n` +
      `Get the source of version ${packageJson.version}, and run there:  npm ci && npm ${command.name() === 'start' ? 'start' : `run ${scriptOf(command.name())}`}` +
      (command.name() === 'demo' ? '\nTo try a tenant that there is, say which with --tenant-url.' : ''),
  );
}

function scriptOf(command: string): string {
  return command === 'func' ? 'start:func' : command;
}
