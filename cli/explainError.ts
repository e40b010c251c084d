import { readRefusal } from '../shared/store/storageError.ts';

/**
 * Errors whose messages are written for people. Compared by name, because the bundle that the host loads has its own
 * copies of the classes.
 */
const sentences: ReadonlySet<string> = new Set([
  'Error',
  'InputError',
  'SettingError',
  'DamagedUser',
  'DamagedBackup',
  'ProvisioningFailure',
]);

/** An error as a sentence for a person; with the stack if the error was not expected. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return 'Something failed.';
  if (sentences.has(error.name)) return error.message;
  if (error.name === 'ScimError') return permissionProblem(error.cause) ?? error.message;
  if (error.name === 'DamagedRow') return `A stored row can't be read: ${error.message}`;
  return permissionProblem(error) ?? error.stack ?? error.message;
}

/** For a service these are transient faults; a person at a terminal has to act. */
function permissionProblem(error: unknown): string | undefined {
  return refusalProblem(error) ?? signInProblem(error);
}

function refusalProblem(error: unknown): string | undefined {
  const refusal = readRefusal(error);
  if (refusal?.status !== 403 && refusal?.status !== 401) return undefined;
  return (
    `The storage account refuses the command (${`${refusal.status} ${refusal.code}`.trim()}).\n` +
    'The account that runs it needs the role "Storage Table Data Contributor" on the storage account, or a valid connection string. A role that was just assigned takes some minutes.'
  );
}

function signInProblem(error: unknown): string | undefined {
  const names = ['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'];
  if (!(error instanceof Error) || !names.includes(error.name)) return undefined;
  return 'Nobody is signed in to Azure. Sign in with "az login", as somebody who has the role "Storage Table Data Contributor" on the storage account.';
}
