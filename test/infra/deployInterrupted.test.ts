import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyAzure } from './standIn/azure.ts';
import { everyChange, startDeployment, tokenForm, type Deployment } from './standIn/deployment.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.stop());

const ways = ['SIGINT', 'SIGTERM', 'SIGKILL', 'lost answer'] as const;

/** What a tag notes is done again until the tag is there; a tenant that has a token is given another. */
const redone: Readonly<Record<string, readonly string[]>> = {
  'functionapp deployment source config-zip': ['functionapp deployment source config-zip'],
  'tenant enable': ['tenant enable', 'token rotate'],
};

test('ended after each change in turn, each run goes on where the last one was', async () => {
  deployment.azure.state = emptyAzure();
  const tokens: string[] = [];
  for (const [index, change] of everyChange.entries()) {
    const previous = everyChange[index - 1] ?? '';
    const changes = [...(change === 'tag update' ? (redone[previous] ?? []) : []), change];
    const way = ways[index % ways.length] ?? 'SIGTERM';
    // What the command line does is done once it has answered.
    const by = change.startsWith('tenant') && way === 'lost answer' ? 'SIGTERM' : way;
    const keys = { ...deployment.azure.state.secrets };
    const cut = await deployment.deploy('cut', [], { after: changes.length, by });
    expect({ by, changes: cut.changes }).toEqual({ by, changes });
    // A key that was made is never replaced.
    expect(deployment.azure.state.secrets).toMatchObject(keys);
    tokens.push(...(cut.out.match(tokenForm) ?? []));
    deployment.expectNoSecrets(cut);
  }
  const { azure } = deployment;
  const keys = { ...azure.state.secrets };
  expect(Object.keys(keys)).toHaveLength(2);
  const last = await deployment.deploy('cut');
  expect({ code: last.code, err: last.code === 0 ? '' : last.err }).toEqual({ code: 0, err: '' });
  expect(azure.state).toMatchObject({ secrets: keys, published: 'PK' });
  expect(Object.keys(azure.state.tags).filter((id) => id.endsWith('rg-print'))).toHaveLength(1);
  expect(Object.values(azure.state.tags).map((tags) => Object.keys(tags))).toEqual([['scim-package'], []]);
  tokens.push(...(last.out.match(tokenForm) ?? []));
  expect(await deployment.letsIn('cut', tokens.at(-1))).toBe(200);
  // A token that nobody has seen ends with the next rotation; one that is in use must not end here.
  expect(await deployment.tokensOf('cut')).toBeLessThanOrEqual(2);
  deployment.expectNoSecrets(last);
}, 240_000);

test('a deployment that an interrupted run has left going is waited for', async () => {
  deployment.azure.state = emptyAzure();
  await deployment.deploy('left', [], { after: 4, by: 'SIGKILL' });
  deployment.azure.state.deployment = { fingerprint: 'of that run', running: 3 };
  const resumed = await deployment.deploy('left');
  expect({ code: resumed.code, err: resumed.code === 0 ? '' : resumed.err }).toEqual({ code: 0, err: '' });
  expect(resumed.err).toContain('waiting until the deployment of an earlier run has ended');
}, 120_000);
