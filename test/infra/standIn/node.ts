// Stands in for the deployer's `node`: nobody can sign in to Azure here, so that the storage account is a table server, and
// its role is one that works after a while. Everything else is the real command line.
import { spawnSync } from 'node:child_process';
import { AzureError } from './azure.ts';
import { failsNow, keep, note } from './change.ts';
import { readState } from './state.ts';

const words = process.argv.slice(2);
const [, ...command] = words;
const { SCIM_STORAGE_ACCOUNT_URL: account, ...environment } = process.env;
const state = readState();
const changes = ['tenant enable', 'token rotate'].includes(command.slice(0, 2).join(' '));
note(['node', ...command], changes);
if (account !== state.tableEndpoint) throw new AzureError(`${account ?? ''} is no table endpoint.`);
if (state.refusals.tables > 0) {
  state.refusals.tables -= 1;
  keep(state);
  process.stderr.write('The storage account refuses the command (403 AuthorizationPermissionMismatch).\n');
  process.exit(1);
}
environment.SCIM_STORAGE_CONNECTION_STRING = process.env.STAND_IN_STORAGE;
if (changes && failsNow(state)) {
  keep(state);
  process.stderr.write('Storage is not reached.\n');
  process.exit(1);
}
const { status } = spawnSync(process.execPath, words, { stdio: 'inherit', env: environment });
if (changes) keep(state);
process.exitCode = status ?? 1;
