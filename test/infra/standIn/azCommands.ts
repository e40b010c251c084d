/**
 * The commands of the Azure CLI that the scripts may use, with their flags: from the help of 2.45, and those of `keyvault
 * secret` from its source. `*` marks what is required, `!` a command that changes something.
 */
const azCommands: Readonly<Record<string, string>> = {
  version: '',
  'account show': '--name -n -s',
  'ad signed-in-user show': '',
  'ad sp show': '--id*',
  'ad sp list': '--all --display-name --filter --show-mine --spn',
  'ad sp create': '! --id*',
  'ad sp update': '! --id* --add --force-string --remove --set',
  'ad app list': '--all --app-id --display-name --filter --identifier-uri --show-mine',
  'ad app show': '--id*',
  'cloud show': '--name -n',
  'provider list': '--expand',
  'provider register': '! --namespace* -n --wait --consent-to-permissions -c --management-group-id -m',
  'group exists': '--name* -n -g --resource-group',
  'group show': '--name* -n -g --resource-group',
  'group create': '! --name* -n -g --resource-group --location* -l --tags --managed-by',
  'deployment group show': '--name* -n --resource-group* -g',
  'deployment group delete': '! --name* -n --resource-group* -g --no-wait',
  'deployment group what-if':
    '--resource-group* -g --name -n --template-file -f --parameters -p --exclude-change-types -x --mode --no-pretty-print --no-prompt --result-format -r --template-spec -s --template-uri -u',
  'deployment group create':
    '! --resource-group* -g --name -n --template-file -f --parameters -p --mode --no-prompt --no-wait --confirm-with-what-if -c --rollback-on-error --template-spec -s --template-uri -u --what-if -w',
  'keyvault secret list': '--vault-name --id --include-managed --maxresults',
  'keyvault secret show': '--vault-name --name -n --id --version',
  'keyvault secret set':
    '! --vault-name* --name* -n --value --file -f --encoding -e --description --content-type --disabled --expires --not-before --tags',
  'keyvault list-deleted': '--resource-type',
  'keyvault recover': '! --name* -n --resource-group -g --location -l --no-wait --hsm-name',
  'keyvault purge': '! --name* -n --location -l --no-wait --hsm-name',
  'group delete': '! --name* -n -g --resource-group --yes -y --no-wait --force-deletion-types -f',
  'resource list': '--resource-group -g --tag --name -n --namespace --resource-type --location -l',
  'resource delete':
    '! --ids --resource-group -g --name -n --resource-type --namespace --parent --no-wait --api-version',
  rest: '--url* --uri -u --method -m --body -b --headers --resource --uri-parameters --url-parameters --output-file --skip-authorization-header',
  'functionapp restart': '! --name -n --resource-group -g --slot -s --ids',
  'tag list': '--resource-id',
  'tag update': '! --operation* --resource-id* --tags*',
  'functionapp deployment source config-zip':
    '! --src* --name -n --resource-group -g --slot -s --timeout -t --build-remote --ids',
};

const everywhere = [
  '--output',
  '-o',
  '--query',
  '--only-show-errors',
  '--verbose',
  '--debug',
  '--help',
  '-h',
];
const withoutSubscription = /^(?:version|account|ad|rest|cloud)\b/;
const switches = ['--only-show-errors', '--wait', '--no-wait', '--yes', '--verbose', '--debug'];

/** They take several values. */
const several = ['--ids'];

/** A command line of az, read. */
export interface AzCommand {
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
  readonly changes: boolean;
}

/** @throws Error where the documented CLI has no such command or flag, or lacks one. */
export function readAzCommand(words: readonly string[]): AzCommand {
  const end = words.findIndex((word) => word.startsWith('-'));
  const name = words.slice(0, end === -1 ? words.length : end).join(' ');
  const documented = azCommands[name]?.split(' ');
  if (documented === undefined) throw new Error(`'${name}' is misspelled or not recognized by the system.`);
  const known = [...documented.map((flag) => flag.replace('*', '')), ...everywhere];
  if (!withoutSubscription.test(name) || name === 'account show') known.push('--subscription');
  const flags: Record<string, string> = {};
  for (let rest = words.slice(end === -1 ? words.length : end); rest.length > 0;) {
    const [flag = '', value] = rest;
    if (!known.includes(flag)) throw new Error(`unrecognized arguments: ${flag} (${name})`);
    const alone = switches.includes(flag);
    if (!alone && value === undefined) throw new Error(`argument ${flag}: expected one argument`);
    const next = rest.findIndex((word, index) => index > 0 && word.startsWith('--'));
    const values = rest.slice(1, several.includes(flag) && next !== -1 ? next : 2);
    flags[flag] = alone ? '' : values.join(' ');
    rest = rest.slice(alone ? 1 : 1 + values.length);
  }
  for (const flag of documented.filter((one) => one.endsWith('*')).map((one) => one.slice(0, -1)))
    if (!(flag in flags)) throw new Error(`the following arguments are required: ${flag} (${name})`);
  if (name === 'resource list' && '--tag' in flags && '--resource-group' in flags)
    throw new Error("you cannot use '--tag' with '--resource-group'");
  const posts = name === 'rest' && flags['--method'] !== 'get';
  return { name, flags, changes: documented[0] === '!' || posts };
}
