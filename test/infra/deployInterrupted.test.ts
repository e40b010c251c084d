import { afterAll, beforeAll, expect, test } from 'vitest';
import { startService, type RunningService } from '../support/service.ts';
import { standInAzure, type Ran, type StandInAzure } from '../support/standInAzure.ts';
import { result, type State } from './standIn/state.ts';

// Whatever ends deploy.sh, after whichever of its changes: run again, it ends as if nothing had happened.

let service: RunningService;
let expected: unknown;
let changes: string[];
beforeAll(async () => {
  service = await startService();
  const azure = await subscription();
  const { calls } = await deploy(azure, 'whole');
  changes = calls.filter((call) => call.changes).map(({ words }) => words.slice(0, 3).join(' '));
  expected = comparable(azure.state(), 'whole');
  await azure.remove();
});
afterAll(() => service.stop());

/** One in which only one provider is to be registered yet, and roles work at once: deploy.test.ts has the rest. */
async function subscription(): Promise<StandInAzure> {
  const azure = await standInAzure(service);
  const { registered } = azure.state();
  azure.set({
    registered: [
      ...registered,
      'Microsoft.KeyVault',
      'Microsoft.ManagedIdentity',
      'Microsoft.OperationalInsights',
    ],
    refusals: { vault: 0, tables: 0, publish: 0 },
  });
  return azure;
}

function deploy(azure: StandInAzure, tenant: string): Promise<Ran> {
  const flags = ['--name', 'scim', '--location', 'westeurope', '--package', azure.package];
  return azure.run('deploy.sh', ...flags, '--tenant', tenant);
}

/** What is there, whatever the tenant is called. */
function comparable(state: State, tenant: string): unknown {
  return JSON.parse(JSON.stringify(result(state)).replaceAll(`tenant-${tenant}`, 'tenant'));
}

/** Every step of a first run that changes something, counted from 1. */
const steps = Array.from({ length: 11 }, (_, index) => index + 1);

test('a first run has as many changes as are interrupted here', () => {
  expect(changes).toHaveLength(steps.length);
});

test.each(steps)('interrupted after change %i and run again, it ends the same', async (at) => {
  const azure = await subscription();
  const how = (['SIGTERM', 'SIGKILL', 'error'] as const)[at % 3] ?? 'error';
  azure.set({ fault: { at, how } });
  const tenant = `at-${at}`;
  const interrupted = await deploy(azure, tenant);
  expect(interrupted.code).not.toBe(0);
  if (how === 'SIGTERM') expect(interrupted.err).toContain('Run the same command again');
  if (how !== 'SIGKILL') expect(interrupted.left).toEqual([]);
  const again = await deploy(azure, tenant);
  expect(again.err).toBe('');
  expect(again.code).toBe(0);
  expect(comparable(azure.state(), tenant)).toEqual(expected);
  // Whose token was not seen by then has been shown a new one, and it works.
  const shown = `${interrupted.out}${again.out}`.match(/ufscim_[0-9A-Za-z]{36}/g) ?? [];
  const [token = ''] = shown.slice(-1);
  const answer = await fetch(`${service.url}/scim/${tenant}/Users`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  await azure.remove();
});
