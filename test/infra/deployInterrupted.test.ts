import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyAzure } from './standIn/azure.ts';
import { everyChange, startDeployment, tokenForm, type Deployment } from './standIn/deployment.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.stop());

const ways = ['SIGINT', 'SIGTERM', 'SIGKILL', 'lost answer'] as const;
const interruptions = everyChange.map((change, index) => {
  const by = ways[index % ways.length] ?? 'SIGTERM';
  return [index + 1, change, change.startsWith('tenant') && by === 'lost answer' ? 'SIGTERM' : by] as const;
});
test.each(interruptions)(
  'ended after change %i (%s) by %s, the next run ends the same',
  async (after, _, by) => {
    deployment.azure.state = emptyAzure();
    const tenant = `cut-${after}`;
    const cut = await deployment.deploy(tenant, [], { after, by });
    expect({ changes: cut.changes.length }).toEqual({ changes: after });
    const keys = { ...deployment.azure.state.secrets };
    const resumed = await deployment.deploy(tenant);
    expect({ code: resumed.code, err: resumed.code === 0 ? '' : resumed.err }).toEqual({
      code: 0,
      err: '',
    });
    expect(deployment.azure.state).toMatchObject({ secrets: keys, published: 'PK' });
    expect(Object.keys(deployment.azure.state.secrets)).toHaveLength(2);
    expect(Object.keys(deployment.azure.state.tags).filter((id) => id.endsWith('rg-print'))).toHaveLength(1);
    expect(Object.values(deployment.azure.state.tags).map((tags) => Object.keys(tags))).toEqual([
      ['scim-package'],
      [],
    ]);
    const token = resumed.out.match(tokenForm)?.[0] ?? cut.out.match(tokenForm)?.[0];
    expect(await deployment.letsIn(tenant, token)).toBe(200);
    // A token that nobody has seen ends with the next rotation; one that is in use must not end here.
    expect(await deployment.tokensOf(tenant)).toBeLessThanOrEqual(2);
    for (const run of [cut, resumed]) deployment.expectNoSecrets(run);
  },
);

test('a deployment that an interrupted run has left going is waited for', async () => {
  deployment.azure.state = emptyAzure();
  await deployment.deploy('left', [], { after: 4, by: 'SIGKILL' });
  deployment.azure.state.deployment = { fingerprint: 'of that run', running: 3 };
  const resumed = await deployment.deploy('left');
  expect({ code: resumed.code, err: resumed.code === 0 ? '' : resumed.err }).toEqual({ code: 0, err: '' });
  expect(resumed.err).toContain('waiting until the deployment of an earlier run has ended');
});

test('what was deleted in the portal is made again, though Azure remembers that it was deployed', async () => {
  deployment.azure.state = emptyAzure();
  await deployment.deploy('portal');
  Object.assign(deployment.azure.state, { deployed: false, published: undefined, resolved: [] });
  const again = await deployment.deploy('portal');
  expect(again.changes).toContain('deployment group create');
  expect(deployment.azure.state.deployed).toBe(true);
});
