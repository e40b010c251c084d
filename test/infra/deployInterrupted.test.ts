import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyAzure, type AzureState } from './standIn/azure.ts';
import { everyChange, startDeployment, tokenForm, type Deployment } from './standIn/deployment.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.stop());

/** A step of deploy.sh. */
interface Step {
  readonly name: string;
  /** The functions to call: those that only read what the step needs to know come first. */
  readonly functions: readonly string[];
  readonly changes: readonly string[];
  /** What is done again, if the run ended after the nth change: by default what has not been done. */
  readonly again?: Readonly<Record<number, readonly string[]>>;
}

const known = ['check_sign_in', 'find_group'];
const deployed = [...known, 'read_deployment'];
const publication = 'functionapp deployment source config-zip';

const steps: readonly Step[] = [
  {
    name: 'resource providers',
    functions: ['check_sign_in', 'register_providers'],
    changes: ['provider register', 'provider register'],
  },
  { name: 'resource group', functions: [...known, 'make_group'], changes: ['group create'] },
  {
    name: 'resources',
    functions: [...known, 'find_deployer', 'apply_template'],
    changes: ['deployment group create'],
  },
  {
    name: 'keys',
    functions: [...deployed, 'make_keys'],
    changes: ['keyvault secret set', 'keyvault secret set'],
  },
  { name: 'references to the keys', functions: [...deployed, 'resolve_keys'], changes: ['rest'] },
  {
    name: 'package',
    functions: [...deployed, 'find_package', 'publish'],
    changes: [publication, 'tag update'],
    // The tag says which package it is.
    again: { 1: [publication, 'tag update'] },
  },
  {
    name: 'tenant',
    functions: [...deployed, 'make_tenant', 'summary'],
    changes: ['tag update', 'tenant add', 'tenant enable', 'tag update'],
    // Nobody has seen the token, and only a new one can be shown.
    again: { 3: ['tenant enable', 'token rotate', 'tag update'] },
  },
];

const ways = ['SIGINT', 'SIGTERM', 'SIGKILL', 'lost answer'] as const;

const interruptions = steps
  .flatMap((step) => step.changes.map((change, index) => ({ step, change, after: index + 1 })))
  .map((interruption, index) => {
    const way = ways[index % ways.length] ?? 'SIGTERM';
    // What the command line does is done once it has answered.
    const by = interruption.change.startsWith('tenant') && way === 'lost answer' ? 'SIGTERM' : way;
    return { ...interruption, by, name: interruption.step.name };
  });

/** Azure before each step, and after the last one. */
const states: AzureState[] = [];

function stateBefore(step: number): AzureState {
  const state = states[step];
  if (state === undefined) throw new Error('The first test of this file has not run, or has failed.');
  return structuredClone(state);
}

test('each step of a first run does its part of it, also by itself', async () => {
  deployment.azure.state = emptyAzure();
  for (const { name, functions, changes } of steps) {
    states.push(structuredClone(deployment.azure.state));
    const run = await deployment.steps(functions, 'whole');
    expect({ name, code: run.code, changes: run.changes, err: run.code === 0 ? '' : run.err }).toEqual({
      ...{ name, code: 0, changes, err: '' },
    });
  }
  states.push(structuredClone(deployment.azure.state));
  expect(steps.flatMap(({ changes }) => changes)).toEqual(everyChange);
}, 120_000);

describe('a step that ended after one of its changes continues there', () => {
  test.each(interruptions)('$name, $after, by $by', async ({ step, after, by }) => {
    const { azure } = deployment;
    const index = steps.indexOf(step);
    azure.state = stateBefore(index);
    const tenant = `cut-${after}`;
    const cut = await deployment.steps(step.functions, tenant, { after, by });
    expect(cut.changes).toEqual(step.changes.slice(0, after));
    deployment.expectNoSecrets(cut);
    const secrets = { ...azure.state.secrets };
    const resumed = await deployment.steps(step.functions, tenant);
    expect({ code: resumed.code, err: resumed.code === 0 ? '' : resumed.err }).toEqual({ code: 0, err: '' });
    expect(resumed.changes).toEqual(step.again?.[after] ?? step.changes.slice(after));
    deployment.expectNoSecrets(resumed);
    // A key that was made is never replaced.
    expect(azure.state.secrets).toMatchObject(secrets);
    const { secrets: _, ...rest } = azure.state;
    const { secrets: keys, ...whole } = stateBefore(index + 1);
    expect(Object.keys(azure.state.secrets)).toEqual(Object.keys(keys));
    expect(rest).toEqual(whole);
    if (step.name !== 'tenant') return;
    const token = [...cut.out.matchAll(tokenForm), ...resumed.out.matchAll(tokenForm)].at(-1)?.[0];
    expect(await deployment.letsIn(tenant, token)).toBe(200);
    // A token that nobody has seen ends with the next rotation; one that is in use must not end here.
    expect(await deployment.tokensOf(tenant)).toBe(step.again?.[after] === undefined ? 1 : 2);
  });
});

describe('a whole run continues where another one ended', () => {
  async function resume(tenant: string): Promise<readonly string[]> {
    const run = await deployment.deploy(tenant);
    expect({ code: run.code, err: run.code === 0 ? '' : run.err }).toEqual({ code: 0, err: '' });
    expect(await deployment.letsIn(tenant, run.out.match(tokenForm)?.[0])).toBe(200);
    return [run.err, ...run.changes];
  }

  test('killed, while its deployment runs in Azure, for which it waits', async () => {
    deployment.azure.state = emptyAzure();
    const cut = await deployment.deploy('killed', [], { after: 4, by: 'SIGKILL' });
    expect(cut.changes).toEqual(everyChange.slice(0, 4));
    deployment.azure.state.deployment = { fingerprint: 'of that run', running: 3 };
    const [said, ...changes] = await resume('killed');
    expect(said).toContain('waiting until the deployment of an earlier run has ended');
    // That deployment had other parameters.
    expect(changes).toEqual(['deployment group create', ...everyChange.slice(4)]);
  }, 120_000);

  test('interrupted by Ctrl-C, which says how to continue', async () => {
    deployment.azure.state = emptyAzure();
    const cut = await deployment.deploy('stopped', [], { after: 8, by: 'SIGINT' });
    expect(cut.changes).toEqual(everyChange.slice(0, 8));
    expect(cut).toMatchObject({ code: 130, out: '' });
    expect(cut.err).toContain('Interrupted. Run the same command again to continue.');
    const [, ...changes] = await resume('stopped');
    // Nothing says yet that the package was published.
    expect(changes).toEqual([publication, ...everyChange.slice(8)]);
  }, 120_000);
});
