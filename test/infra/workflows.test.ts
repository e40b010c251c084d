import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { releaseFile } from '../../cli/programName.ts';
import { cliFile } from '../../scripts/cliFile.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name): [string, string, Workflow] => {
  const text = readFileSync(join(folder, name), 'utf8');
  return [name, text, parse(text) as Workflow];
});
const named = (wanted: string): Workflow => {
  const [, , workflow] = workflows.find(([name]) => name === wanted) ?? [];
  if (workflow === undefined) throw new Error(`There is no workflow ${wanted}.`);
  return workflow;
};

const stepsOf = ({ jobs }: Workflow): readonly Step[] => Object.values(jobs).flatMap(({ steps }) => steps);
const runsOf = (workflow: Workflow): readonly string[] => stepsOf(workflow).flatMap(({ run }) => run ?? []);

/** Scripts and files of this project that a command names, and that are not there. */
function missingIn(command: string): readonly string[] {
  const scripts = [...command.matchAll(/\bnpm run (?:--\S+ )*([\w:]+)/g)].map(([, name = '']) => name);
  const files = [...command.matchAll(/(?<![\w./*-])(?:\.ci|infra|scripts|test|docs)\/[\w./-]+/g)].map(
    ([name]) => name,
  );
  return [
    ...scripts.filter((name) => !Object.hasOwn(packageJson.scripts, name)),
    ...files.filter((name) => !existsSync(join(root, name))),
  ];
}

describe.each(workflows)('%s', (_, text, workflow) => {
  test('names scripts and files that are there', () => {
    expect(stepsOf(workflow).length).toBeGreaterThan(0);
    expect(runsOf(workflow).flatMap(missingIn)).toEqual([]);
  });

  test('takes actions at one commit, and says of which version', () => {
    const uses = [...text.matchAll(/uses: (.+)$/gm)].map(([, use = '']) => use);
    expect(uses).toHaveLength(stepsOf(workflow).filter((step) => step.uses !== undefined).length);
    expect(
      uses.filter((use) => !/^[\w/-]+@(?:[0-9a-f]{40} # v\d+\.\d+\.\d+|v\d+\.\d+\.\d+)$/.test(use)),
    ).toEqual([]);
  });

  test('may do no more than it must, and ends', () => {
    expect(Object.values(workflow.permissions).filter((permission) => permission !== 'read')).toEqual([]);
    expect(Object.values(workflow.jobs).filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
  });

  test('puts nothing that others wrote into a shell', () => {
    expect(runsOf(workflow).filter((run) => run.includes('${{'))).toEqual([]);
  });
});

test('what must hold runs on every Node that is enough', () => {
  const { test: job } = named('ci.yml').jobs;
  expect(job?.strategy?.matrix.node).toEqual([20, 22, 24]);
  expect(job?.steps.map(({ run }) => run)).toContain('.ci/run');
});

describe('a release', () => {
  const { package: builds, publish } = named('release.yml').jobs;

  test('is made of what was built and checked, by the one job that may write', () => {
    expect([builds?.permissions, publish?.permissions]).toEqual([
      { contents: 'read' },
      { contents: 'write' },
    ]);
    expect(publish?.needs).toBe('package');
    expect(publish?.steps.filter(({ run }) => /\bnpm\b|\bnpx\b/.test(run ?? ''))).toEqual([]);
  });

  test('has the zip and the command line that "npm run package" writes, and their SHA-256', () => {
    const zip = 'uniflow-scim.zip';
    expect(readFileSync(join(root, 'scripts/package.ts'), 'utf8')).toContain(`dist/${zip}`);
    expect(cliFile).toBe(`dist/${releaseFile}`);
    const paths = builds?.steps.flatMap((step) => step.with?.path ?? []);
    const files = [zip, releaseFile].flatMap((file) => [file, `${file}.sha256`]);
    expect(paths).toEqual([files.map((file) => `dist/${file}\n`).join('')]);
    expect(publish?.steps.at(-1)?.run).toContain(` ${files.join(' ')}`);
    const checked = publish?.steps.find(({ run }) => run?.startsWith('sha256sum') === true);
    expect(checked?.run).toBe(`sha256sum --check ${zip}.sha256 ${releaseFile}.sha256`);
  });
});

test('a file that is missing would be missed', () => {
  expect(
    missingIn('npm run nothing && npx vitest run test/infra/nothing.test.ts test/infra/workflows.test.ts'),
  ).toEqual(['nothing', 'test/infra/nothing.test.ts']);
});

test('what is run is executable', () => {
  expect(statSync(join(root, '.ci/run')).mode & 0o111).toBe(0o111);
});
