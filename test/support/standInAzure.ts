import { execFile, type ExecFileException } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { readState, writeState, type Called, type State } from '../infra/standIn/state.ts';

const root = join(import.meta.dirname, '../..');

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly calls: readonly Called[];
  /** What is left in the folder for temporary files. */
  readonly left: readonly string[];
}

/** A subscription in a file, and a PATH on which `az` and the deployer's `node` are stand-ins. */
export interface StandInAzure {
  readonly package: string;
  state(): State;
  set(change: Partial<State>): void;
  run(script: string, ...flags: string[]): Promise<Ran>;
  remove(): Promise<void>;
}

export interface StandInOptions {
  readonly url: string;
  readonly connectionString: string;
}

export async function standInAzure({ url, connectionString }: StandInOptions): Promise<StandInAzure> {
  const folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-azure-'));
  const path = (name: string) => join(folder, name);
  await mkdir(path('bin'));
  await mkdir(path('tmp'));
  await writeCommands(path('bin'));
  await writeFile(path('package.zip'), 'a package');
  writeState(
    {
      version: '2.63.0',
      account: {
        id: '00000000-1111-2222-3333-444444444444',
        name: 'Printing',
        user: { type: 'user', name: 'operator@contoso.example' },
      },
      registered: ['Microsoft.Storage', 'Microsoft.Web', 'microsoft.insights'],
      groups: {},
      deployments: {},
      vaults: {},
      published: undefined,
      refusals: { vault: 1, tables: 1, publish: 1 },
      url,
      tableEndpoint: 'https://stscim.table.core.windows.net',
      fault: undefined,
      changes: 0,
    },
    path('state.json'),
  );
  const environment = {
    ...process.env,
    PATH: `${path('bin')}${delimiter}${process.env.PATH ?? ''}`,
    TMPDIR: path('tmp'),
    STAND_IN_STATE: path('state.json'),
    STAND_IN_CALLS: path('calls.jsonl'),
    STAND_IN_STORAGE: connectionString,
    DEPLOY_PAUSE: '0',
    DEPLOY_READY_LIMIT: '0',
  };
  return {
    package: path('package.zip'),
    state: () => readState(path('state.json')),
    set: (change) => {
      writeState({ ...readState(path('state.json')), ...change }, path('state.json'));
    },
    async run(script, ...flags) {
      await writeFile(path('calls.jsonl'), '');
      const { code, out, err } = await execute(join(root, 'infra', script), flags, environment);
      const lines = (await readFile(path('calls.jsonl'), 'utf8')).split('\n').filter((line) => line !== '');
      const calls = lines.map((line) => JSON.parse(line) as Called);
      return { code, out, err, calls, left: await readdir(path('tmp')) };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Each is called dozens of times, so that it is built once; `node` is the real one but where it would write to Azure. */
async function writeCommands(folder: string): Promise<void> {
  const names = ['az', 'node'];
  await build({
    entryPoints: names.map((name) => join(root, `test/infra/standIn/${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  for (const name of names) {
    const standIn = `exec "${process.execPath}" "${join(folder, `${name}.cjs`)}" "$@"`;
    const real = `if [ -z "\${SCIM_STORAGE_ACCOUNT_URL-}" ]; then exec "${process.execPath}" "$@"; fi`;
    await writeFile(
      join(folder, name),
      ['#!/bin/sh', ...(name === 'node' ? [real] : []), standIn, ''].join('\n'),
      { mode: 0o755 },
    );
  }
}

function execute(
  script: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Pick<Ran, 'code' | 'out' | 'err'>> {
  return new Promise((resolve) => {
    const child = execFile('bash', [script, ...flags], { env }, (error, out, err) => {
      resolve({ code: exitCode(error), out, err });
    });
    child.stdin?.end();
  });
}

/** As a shell says it: 128 and the signal's number. */
function exitCode(error: ExecFileException | null): number {
  if (error === null) return 0;
  if (error.signal === 'SIGKILL') return 137;
  return typeof error.code === 'number' ? error.code : 1;
}
