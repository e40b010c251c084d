import packageJson from '../package.json' with { type: 'json' };
import { Command, CommanderError } from 'commander';
import { registerAudit } from './commands/audit.ts';
import { registerBackup } from './commands/backup.ts';
import { registerClient } from './commands/client.ts';
import { registerConsole } from './commands/console.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerEntra } from './commands/entra/entra.ts';
import { registerFsck } from './commands/fsck.ts';
import { registerFunc } from './commands/func.ts';
import { registerGroup } from './commands/group.ts';
import { registerHandover } from './commands/handover.ts';
import { registerKey } from './commands/key.ts';
import { registerLog } from './commands/log.ts';
import { registerManagement } from './commands/management.ts';
import { registerOverview } from './commands/overview.ts';
import { registerRestore } from './commands/restore.ts';
import { registerSecrets } from './commands/secrets.ts';
import { registerSso } from './commands/sso.ts';
import { registerStart } from './commands/start.ts';
import { registerStorage } from './commands/storage.ts';
import { registerTenant } from './commands/tenant.ts';
import { registerToken } from './commands/token.ts';
import { registerUser } from './commands/user.ts';
import { requireCheckout } from './checkout.ts';
import { explainError } from './explainError.ts';
import { exitCode, exitCodeOf } from './exitCode.ts';
import { explainUnknownTenant, isUnknownTenant } from './unknownTenant.ts';

const registrations = [
  registerStart,
  registerStorage,
  registerFunc,
  registerDemo,
  registerEntra,
  registerDoctor,
  registerSso,
  registerOverview,
  registerTenant,
  registerToken,
  registerClient,
  registerHandover,
  registerUser,
  registerGroup,
  registerManagement,
  registerConsole,
  registerSecrets,
  registerKey,
  registerLog,
  registerAudit,
  registerBackup,
  registerRestore,
  registerFsck,
];

/** All commands, with their options. */
export function newProgram(): Command {
  const program = new Command('uniflow-scim')
    .description(
      'SCIM 2.0 service provider for print tenants: run it locally, and manage tenants and their credentials.',
    )
    .showHelpAfterError('(--help says more)')
    .version(packageJson.version)
    .exitOverride()
    .hook('preAction', (_, command) => {
      requireCheckout(command);
    });
  for (const register of registrations) register(program);
  return program;
}

/** Runs a command. Errors go to standard error, the exit code to `process.exitCode`. */
export async function runProgram(words: readonly string[]): Promise<void> {
  const program = newProgram();
  if (words.length === 0) {
    program.outputHelp();
    return;
  }
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has already printed what is wrong with the arguments.
      process.exitCode = error.exitCode === 0 ? exitCode.done : exitCode.refused;
      return;
    }
    process.exitCode = exitCodeOf(error);
    const sentence = isUnknownTenant(error) ? await explainUnknownTenant(error) : explainError(error);
    process.stderr.write(`${sentence}\n`);
  }
}
