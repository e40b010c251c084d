import { readRefusal } from '../shared/store/storageError.ts';

/** Errors whose messages are sentences for people. By name: the bundle that the host loads has classes of its own. */
const sentences: ReadonlySet<string> = new Set([
  'Error',
  'InputError',
  'SettingError',
  'DamagedUser',
  'DamagedBackup',
  'ProvisioningFailure',
]);

/** What went wrong, in a sentence for a person; the stack only of what nobody foresaw. */
export function explainError(error: unknown): string {
  if (!(error instanceof Error)) return 'Something failed.';
  if (sentences.has(error.name)) return error.message;
  if (error.name === 'ScimError') return permissionProblem(error.cause) ?? error.message;
  if (error.name === 'DamagedRow') return `A stored row can't be read: ${error.message}`;
  return permissionProblem(error) ?? error.stack ?? error.message;
}

/** For a service these are passing faults; a person at a terminal has to do something. */
function permissionProblem(error: unknown): string | undefined {
  return refusalProblem(error) ?? signInProblem(error);
}

function refusalProblem(error: unknown): string | undefined {
  const refusal = readRefusal(error);
  if (refusal?.status !== 403 && refusal?.status !== 401) return undefined;
  return (
    `The storage account refuses the command (${`${refusal.status} ${refusal.code}`.trim()}).\n` +
    'Whoever runs it needs the role "Storage Table Data Contributor" on the storage account, or a valid connection string. A role that was just assigned takes some minutes.'
  );
}

function signInProblem(error: unknown): string | undefined {
  const names = ['CredentialUnavailableError', 'AuthenticationError', 'AggregateAuthenticationError'];
  if (!(error instanceof Error) || !names.includes(error.name)) return undefined;
  return 'Nobody is signed in to Azure. Sign in with "az login", as somebody who has the role "Storage Table Data Contributor" on the storage account.';
}
