import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Call } from './commands.ts';
import type { State } from './state.ts';

/** What the az CLI says on standard error. */
export class AzureError extends Error {}

const forbidden =
  '(Forbidden) Caller is not authorized to perform action on resource.\nIf role assignments were changed recently, please observe propagation time.\nCode: Forbidden';

/** The answers of Azure, as JSON before `--query`. */
export const answers: Readonly<Record<string, (call: Call, state: State) => unknown>> = {
  version: (_, state) => ({ 'azure-cli': state.version, 'azure-cli-core': state.version, extensions: {} }),
  'account show': (_, { account }) => {
    if (account === null) throw new AzureError("ERROR: Please run 'az login' to setup account.");
    return { environmentName: 'AzureCloud', isDefault: true, state: 'Enabled', ...account };
  },
  'ad signed-in-user show': () => ({ id: '11111111-2222-3333-4444-555555555555', displayName: 'Operator' }),
  'ad sp show': () => ({ id: '66666666-2222-3333-4444-555555555555', servicePrincipalType: 'Application' }),
  'provider list': (_, { registered }) =>
    ['Microsoft.Compute', ...registered].map((namespace) => ({ namespace, registrationState: 'Registered' })),
  'provider register': (call, { registered }) => {
    registered.push(value(call, '--namespace'));
    return null;
  },
  'group exists': (call, { groups }) => value(call, '--name') in groups,
  'group show': (call, state) => ({ id: groupId(value(call, '--name'), state), ...group(call, state) }),
  'group create': (call, state) => {
    const name = value(call, '--name');
    state.groups[name] = { location: value(call, '--location'), tags: pairs(call, '--tags') };
    return { id: groupId(name, state) };
  },
  'group delete': (call, state) => {
    const name = value(call, '--name');
    group(call, state);
    state.groups = Object.fromEntries(Object.entries(state.groups).filter(([key]) => key !== name));
    state.deployments = {};
    state.published = undefined;
    for (const vault of Object.values(state.vaults)) if (vault.group === name) vault.deleted = true;
    return null;
  },
  'deployment group show': (call, state) => {
    const deployment = state.deployments[value(call, '--name')];
    if (deployment === undefined) throw new AzureError('ERROR: (DeploymentNotFound) Deployment not found.');
    return { properties: { provisioningState: 'Succeeded', outputs: outputs(call, deployment, state) } };
  },
  'deployment group what-if': () =>
    'Resource and property changes are indicated with these symbols:\n  + Create\n  ~ Modify\n',
  'deployment group create': deploy,
  'keyvault list-deleted': (_, state) =>
    Object.entries(state.vaults)
      .filter(([, { deleted }]) => deleted)
      .map(([name, vault]) => ({
        name,
        properties: {
          tags: { 'uniflow-scim': vault.name },
          vaultId: `${groupId(vault.group, state)}/providers/Microsoft.KeyVault/vaults/${name}`,
        },
      })),
  'keyvault recover': (call, state) => {
    const vault = state.vaults[value(call, '--name')];
    if (vault === undefined || !(vault.group in state.groups)) throw new AzureError('ERROR: not found');
    vault.deleted = false;
    return null;
  },
  'keyvault purge': (call, state) => {
    Reflect.deleteProperty(state.vaults, value(call, '--name'));
    return null;
  },
  'keyvault secret list': (call, state) => {
    refuse(state, 'vault');
    return Object.keys(vaultOf(call, state).secrets).map((name) => ({ name, id: `https://vault/${name}` }));
  },
  'keyvault secret set': (call, state) => {
    // A value on the command line can be read by everybody on the machine.
    if (call.flags.has('--value')) throw new AzureError('ERROR: a secret stands on the command line');
    const text = readFileSync(value(call, '--file'), 'utf8');
    if (!/^[\w-]+=[A-Za-z0-9+/]+=*$/.test(text)) throw new AzureError('ERROR: that is no key ring');
    const digest = createHash('sha256').update(text).digest('hex');
    vaultOf(call, state).secrets[value(call, '--name')] = digest;
    return null;
  },
  rest: (call) => {
    if (!value(call, '--url').includes('/config/configreferences/appsettings/refresh?'))
      throw new AzureError('ERROR: Not Found');
    return null;
  },
  'functionapp deployment source config-zip': (call, state) => {
    refuse(state, 'publish');
    const zip = readFileSync(value(call, '--src'));
    state.published = createHash('sha256').update(zip).digest('hex');
    return null;
  },
  'tag list': (call, state) => ({ properties: { tags: tagsOf(call, state) } }),
  'tag update': (call, state) => {
    if (value(call, '--operation') !== 'Merge') throw new AzureError('ERROR: would replace all tags');
    Object.assign(tagsOf(call, state), pairs(call, '--tags'));
    return null;
  },
};

function value({ flags }: Call, flag: string): string {
  const [first] = flags.get(flag) ?? [];
  if (first === undefined) throw new AzureError(`ERROR: ${flag} is missing`);
  return first;
}

function pairs({ flags }: Call, flag: string): Record<string, string> {
  return Object.fromEntries(
    (flags.get(flag) ?? []).map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function groupId(name: string, { account }: State): string {
  return `/subscriptions/${account?.id ?? ''}/resourceGroups/${name}`;
}

function group(call: Call, { groups }: State): State['groups'][string] {
  const found = groups[value(call, call.flags.has('--resource-group') ? '--resource-group' : '--name')];
  if (found === undefined) throw new AzureError('ERROR: (ResourceGroupNotFound) Resource group not found.');
  return found;
}

function tagsOf(call: Call, state: State): Record<string, string> {
  const found = Object.entries(state.groups).find(
    ([name]) => groupId(name, state) === value(call, '--resource-id'),
  );
  if (found === undefined) throw new AzureError('ERROR: (ResourceGroupNotFound) Resource group not found.');
  return found[1].tags;
}

function vaultOf(call: Call, { vaults }: State): State['vaults'][string] {
  const vault = vaults[value(call, '--vault-name')];
  if (vault === undefined || vault.deleted) throw new AzureError('ERROR: the vault was not found');
  return vault;
}

/** A role that was just given works after a while. */
function refuse(state: State, what: keyof State['refusals']): void {
  if (state.refusals[what] === 0) return;
  state.refusals[what] -= 1;
  throw new AzureError(forbidden);
}

const vaultName = (name: string) => `kv-${name}`;

function deploy(call: Call, state: State): null {
  group(call, state);
  // Throws where the template is not there.
  readFileSync(value(call, '--template-file'));
  const parameters = pairs(call, '--parameters');
  const { name = '', fingerprint = '' } = parameters;
  JSON.parse(parameters.settings ?? '');
  if (parameters.location === 'nowhere')
    throw new AzureError("ERROR: (LocationNotAvailableForResourceType) 'nowhere' has no such resource.");
  const vault = state.vaults[vaultName(name)];
  if (vault?.deleted === true)
    throw new AzureError(
      'ERROR: (ConflictError) A vault with the same name already exists in deleted state.',
    );
  state.vaults[vaultName(name)] ??= {
    group: value(call, '--resource-group'),
    name,
    deleted: false,
    secrets: {},
  };
  state.deployments[value(call, '--name')] = { fingerprint, parameters };
  return null;
}

function outputs(call: Call, deployment: State['deployments'][string], state: State): unknown {
  const { name = '' } = deployment.parameters;
  const id = `${groupId(value(call, '--resource-group'), state)}/providers/Microsoft.Web/sites/${name}`;
  const values = {
    functionAppName: name,
    functionAppId: id,
    url: state.url,
    tableEndpoint: state.tableEndpoint,
    keyVaultName: vaultName(name),
    fingerprint: deployment.fingerprint,
  };
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => [key, { type: 'String', value: text }]),
  );
}
