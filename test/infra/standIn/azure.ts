import { readFileSync } from 'node:fs';
import type { AzCommand } from './azCommands.ts';
import { answerOfDirectory, emptyDirectory, type Directory } from './directory.ts';

/** What the model of Azure holds. Each test begins with its own. */
export interface AzureState {
  version: string;
  signedIn: boolean;
  registered: string[];
  group: { location: string; tags: Record<string, string> } | undefined;
  tags: Record<string, Record<string, string>>;
  deployment: { fingerprint: string; running?: number } | undefined;
  /** What flags have added to the app's settings. */
  settings: Record<string, string>;
  /** Whether what was deployed is there: Azure remembers a deployment longer. */
  deployed: boolean;
  secrets: Record<string, string>;
  /** Whether the vault is deleted, softly; it is protected where its keys can't be destroyed. */
  vaultDeleted: boolean;
  vaultProtected: boolean;
  /** Which keys the app has read. */
  resolved: string[];
  published: string | undefined;
  /** How many more looks a new role is not in force for. */
  vaultRoleIn: number;
  tableRoleIn: number;
  blobRoleIn: number;
  /** Resources in the group that are not of this deployment. */
  others: { id: string; name: string; type: string; tags: Record<string, string> }[];
  /** What the next deployment fails with. */
  deploymentError: string | undefined;
  directory: Directory;
}

export function emptyAzure(): AzureState {
  return {
    version: '2.64.0',
    signedIn: true,
    registered: ['Microsoft.Web', 'Microsoft.Storage', 'Microsoft.KeyVault', 'Microsoft.Insights'],
    group: undefined,
    tags: {},
    deployment: undefined,
    settings: {},
    deployed: false,
    secrets: {},
    vaultDeleted: false,
    vaultProtected: true,
    resolved: [],
    published: undefined,
    vaultRoleIn: 2,
    tableRoleIn: 2,
    blobRoleIn: 1,
    others: [],
    deploymentError: undefined,
    directory: emptyDirectory(),
  };
}

const subscription = '11111111-2222-3333-4444-555555555555';
export const tableEndpoint = 'https://stscim.table.core.windows.net/';
const appId = `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.Web/sites/app`;
const references = { SCIM_SEALING_KEYS: 'scim-sealing-keys', SCIM_SIGNING_KEYS: 'scim-signing-keys' };

/** What a command answers. @throws Error with what az says on standard error. */
export function answer(state: AzureState, command: AzCommand, input: string, url: string): unknown {
  const { name, flags } = command;
  const file = (flag: string) => readFileSync((flags[flag] ?? '').replace(/^@/, ''), 'utf8');
  const resource = flags['--resource-id'] ?? '';
  if (name !== 'version' && !state.signedIn) throw new Error("Please run 'az login' to setup account.");
  const known = answerOfDirectory(state.directory, command);
  if (known !== undefined) return known;
  switch (name) {
    case 'version':
      return { 'azure-cli': state.version };
    case 'account show':
      return {
        id: subscription,
        name: 'Print',
        tenantId: 't',
        user: { type: 'user', name: 'jane@example.com' },
      };
    case 'ad signed-in-user show':
      return { id: '99999999-0000-0000-0000-000000000000' };
    case 'provider list':
      return state.registered.map((namespace) => ({ namespace, registrationState: 'Registered' }));
    case 'provider register':
      state.registered.push(flags['--namespace'] ?? '');
      return null;
    case 'group exists':
      return String(state.group !== undefined);
    case 'group show':
      return state.group;
    case 'group create':
      state.group = { location: flags['--location'] ?? '', tags: tagged({}, 'Merge', flags['--tags'] ?? '') };
      return null;
    case 'deployment group show':
      if (state.deployment === undefined)
        throw new Error('(DeploymentNotFound) Deployment could not be found.');
      return deploymentOf(state.deployment, url);
    case 'deployment group what-if':
      return 'Resource changes: 1 to modify.';
    case 'deployment group create': {
      if (flags['--template-file']?.endsWith('/infra/main.bicep') !== true)
        throw new Error('There is no such template.');
      const { parameters } = JSON.parse(file('--parameters')) as {
        parameters: { fingerprint: { value: string }; settings: { value: Record<string, string> } };
      };
      if (state.vaultDeleted)
        throw new Error('(ConflictError) A vault with the same name already exists in deleted state.');
      if (state.deploymentError !== undefined) throw new Error(state.deploymentError);
      if ((state.deployment?.running ?? 0) > 0)
        throw new Error('(DeploymentActive) The deployment is still running.');
      state.deployment = { fingerprint: parameters.fingerprint.value };
      state.settings = parameters.settings.value;
      state.deployed = true;
      Reflect.deleteProperty(state.tags, appId);
      return null;
    }
    case 'group delete':
      if (!('--yes' in flags)) throw new Error('EOF when reading a line');
      Object.assign(state, {
        group: undefined,
        deployment: undefined,
        deployed: false,
        published: undefined,
        resolved: [],
        tags: {},
      });
      state.vaultDeleted = true;
      return null;
    case 'resource delete':
      Object.assign(state, { deployed: false, published: undefined, resolved: [], vaultDeleted: true });
      return null;
    case 'deployment group delete':
      state.deployment = undefined;
      return null;
    case 'functionapp restart':
      return null;
    case 'resource list':
      return listed(state, flags);
    case 'keyvault list-deleted':
      return [
        ...(state.vaultDeleted ? [deletedVault(state, 'print')] : []),
        deletedVault(state, 'print-other'),
      ];
    case 'keyvault recover':
      if (flags['--name'] !== 'kv-print') throw new Error('That is the vault of another deployment.');
      state.vaultDeleted = false;
      return null;
    case 'keyvault purge':
      if (flags['--name'] !== 'kv-print') throw new Error('That is the vault of another deployment.');
      if (state.vaultProtected)
        throw new Error('(DeletedVaultPurge) Operation is not allowed: purge protection.');
      Object.assign(state, { vaultDeleted: false, secrets: {} });
      return null;
    case 'keyvault secret list':
      if (state.vaultRoleIn > 0) {
        state.vaultRoleIn -= 1;
        throw new Error('(Forbidden) Caller is not authorized to perform action on resource.');
      }
      return Object.keys(state.secrets).map((one) => ({ name: one }));
    case 'keyvault secret show':
      if (!((flags['--name'] ?? '') in state.secrets)) throw new Error('(SecretNotFound) It was not found.');
      return { id: flags['--name'] };
    case 'keyvault secret set':
      if (flags['--file'] !== '/dev/stdin' || input === '') throw new Error('incorrect usage');
      state.secrets[flags['--name'] ?? ''] = input;
      return { value: input };
    case 'rest':
      if (flags['--method'] === 'post') state.resolved = Object.keys(state.secrets);
      return {
        value: Object.entries(references).map(([setting, secret]) => ({
          name: setting,
          properties: { status: state.resolved.includes(secret) ? 'Resolved' : 'SecretNotFound' },
        })),
      };
    case 'tag list':
      return { properties: { tags: state.tags[resource] ?? {} } };
    case 'tag update':
      state.tags[resource] = tagged(
        state.tags[resource] ?? {},
        flags['--operation'] ?? '',
        flags['--tags'] ?? '',
      );
      return null;
    case 'functionapp deployment source config-zip':
      if (state.blobRoleIn > 0) {
        state.blobRoleIn -= 1;
        throw new Error('InaccessibleStorageException: Failed to access storage account: 403 (Forbidden).');
      }
      state.published = file('--src');
      return null;
    default:
      throw new Error(`The stand-in does not model "az ${name}".`);
  }
}

/** Several deployments may share a group: whose a vault was stands in its tags. */
function deletedVault({ vaultProtected }: AzureState, owner: string): object {
  const vaultId = `/subscriptions/${subscription}/resourceGroups/rg-print/providers/Microsoft.KeyVault/vaults/kv-${owner}`;
  const tags = { 'uniflow-scim': owner };
  return {
    name: `kv-${owner}`,
    properties: { vaultId, purgeProtectionEnabled: vaultProtected ? true : null, tags },
  };
}

/** The resources of the group: those of this deployment, and what else is there. */
function listed(state: AzureState, flags: AzCommand['flags']): readonly object[] {
  const own = state.deployed
    ? [
        { id: appId, name: 'app', type: 'Microsoft.Web/sites', tags: { 'uniflow-scim': 'print' } },
        {
          id: `${appId}-kv`,
          name: 'kv-app',
          type: 'Microsoft.KeyVault/vaults',
          tags: { 'uniflow-scim': 'print' },
        },
      ]
    : [];
  const { '--name': name, '--resource-type': type } = flags;
  return [...own, ...state.others].filter(
    (one) => (name === undefined || one.name === name) && (type === undefined || one.type === type),
  );
}

function deploymentOf(deployment: { fingerprint: string; running?: number }, url: string): object {
  const { fingerprint, running = 0 } = deployment;
  deployment.running = Math.max(0, running - 1);
  const outputs = {
    fingerprint,
    functionAppName: 'app',
    functionAppId: appId,
    url,
    tableEndpoint,
    keyVaultName: 'kv-app',
  };
  const wrapped = Object.entries(outputs).map(([name, value]) => [name, { value }] as const);
  const provisioningState = running > 0 ? 'Running' : 'Succeeded';
  return { properties: { provisioningState, outputs: Object.fromEntries(wrapped) } };
}

function tagged(tags: Record<string, string>, operation: string, pair: string): Record<string, string> {
  const [name = '', value = ''] = pair.split('=');
  const rest = Object.fromEntries(Object.entries(tags).filter(([one]) => one !== name));
  return operation === 'Delete' ? rest : { ...rest, [name]: value };
}
