/** A command of the az CLI, as its reference documents it (learn.microsoft.com/cli/azure/reference-index). */
export interface Command {
  /** Whether it changes something in Azure. */
  readonly changes: boolean;
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Flags that every command has; `--subscription` all but those of Entra ID. */
export const everywhere = ['--output', '--query', '--only-show-errors', '--subscription'];

const looks = (required: readonly string[], optional: readonly string[] = []): Command => ({
  changes: false,
  required,
  optional,
});
const changes = (required: readonly string[], optional: readonly string[] = []): Command => ({
  changes: true,
  required,
  optional,
});

/** What `az <command> --help` of 2.45 lists, long names only; commands of the key vault as the reference of 2.60 has them. */
export const commands: Readonly<Record<string, Command>> = {
  version: looks([]),
  'account show': looks([], ['--name']),
  'ad signed-in-user show': looks([]),
  'ad sp show': looks(['--id']),
  'provider list': looks([], ['--expand']),
  'provider register': changes(
    ['--namespace'],
    ['--wait', '--consent-to-permissions', '--management-group-id'],
  ),
  'group exists': looks(['--name']),
  'group show': looks(['--name']),
  'group create': changes(['--location', '--name'], ['--tags', '--managed-by']),
  'group delete': changes(['--name'], ['--yes', '--no-wait', '--force-deletion-types']),
  'deployment group show': looks(['--name', '--resource-group']),
  'deployment group what-if': looks(
    ['--resource-group'],
    [
      '--name',
      '--template-file',
      '--template-uri',
      '--parameters',
      '--mode',
      '--no-prompt',
      '--no-pretty-print',
      '--result-format',
      '--exclude-change-types',
    ],
  ),
  'deployment group create': changes(
    ['--resource-group'],
    [
      '--name',
      '--template-file',
      '--template-uri',
      '--parameters',
      '--mode',
      '--no-prompt',
      '--no-wait',
      '--what-if',
      '--confirm-with-what-if',
    ],
  ),
  'keyvault list-deleted': looks([], ['--resource-type']),
  'keyvault recover': changes([], ['--name', '--location', '--resource-group', '--no-wait', '--hsm-name']),
  'keyvault purge': changes([], ['--name', '--location', '--no-wait', '--hsm-name']),
  'keyvault secret list': looks([], ['--vault-name', '--id', '--maxresults', '--include-managed']),
  'keyvault secret set': changes(
    ['--name', '--vault-name'],
    [
      '--file',
      '--value',
      '--encoding',
      '--description',
      '--disabled',
      '--expires',
      '--not-before',
      '--tags',
      '--content-type',
    ],
  ),
  rest: changes(['--url'], ['--method', '--body', '--headers', '--resource', '--url-parameters']),
  'functionapp deployment source config-zip': changes(
    ['--src'],
    ['--name', '--resource-group', '--build-remote', '--timeout', '--slot', '--ids'],
  ),
  'tag list': looks([], ['--resource-id']),
  'tag update': changes(['--operation', '--resource-id', '--tags']),
};

/** Flags that stand alone. */
const switches = ['--wait', '--yes', '--no-wait', '--only-show-errors', '--what-if'];

export interface Call {
  readonly name: string;
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** Reads a command line as the az CLI does. @throws Error with what the az CLI says of a wrong one. */
export function readCall(words: readonly string[]): Call {
  const first = words.findIndex((word) => word.startsWith('-'));
  const name = words.slice(0, first === -1 ? words.length : first).join(' ');
  const command = commands[name];
  if (command === undefined) throw new Error(`'${name}' is not in the 'az' command group.`);
  const flags = new Map<string, string[]>();
  let values: string[] | undefined;
  for (const word of words.slice(first === -1 ? words.length : first)) {
    if (!word.startsWith('--')) {
      if (values === undefined) throw new Error(`unrecognized arguments: ${word}`);
      values.push(word);
      continue;
    }
    if (![...command.required, ...command.optional, ...everywhere].includes(word))
      throw new Error(`unrecognized arguments: ${word}`);
    if (name.startsWith('ad ') && word === '--subscription')
      throw new Error(`unrecognized arguments: ${word}`);
    flags.set(word, (values = []));
  }
  for (const [flag, given] of flags)
    if ((given.length === 0) !== switches.includes(flag))
      throw new Error(`argument ${flag}: expected one argument`);
  for (const flag of command.required)
    if (!flags.has(flag)) throw new Error(`the following arguments are required: ${flag}`);
  return { name, flags };
}
