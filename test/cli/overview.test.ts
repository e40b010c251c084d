import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeHour } from '../../shared/activity/minutes.ts';
import { changeSummary, withInstance } from '../../shared/activity/summary.ts';
import { hourMs } from '../../shared/telemetry/recorder.ts';
import { startCommands, type Commands } from '../support/commands.ts';

// What the console shows, on the command line: "overview" and "tenant activity".

let cli: Commands;
const signal = new AbortController().signal;
const hour = Math.floor(Date.now() / hourMs);

beforeAll(async () => {
  cli = await startCommands();
});
afterAll(() => cli.stop());

test('a deployment of which nothing is known says so', async () => {
  const text = await cli.text('overview');
  expect(text).toContain('0 tenants');
  expect(text).toContain('No request was counted.');
  expect(text).toContain('Nothing needs attention.');
});

describe('a deployment with tenants', () => {
  beforeAll(async () => {
    await cli.tenant('acme');
    await cli.tenant('fabrikam', '--display-name', 'Fabrikam');
    await cli.json('tenant', 'add', 'northwind');
    const seen = new Date().toISOString();
    await changeSummary(cli.tenants, 'acme', signal, (summary) => ({
      ...withInstance(summary, 'one', new Map([[hour, [120, 3]]]), hour),
      ...{ users: 1_200, groups: 7, counted: seen, lastSeen: seen },
    }));
    const quiet = new Date(Date.now() - 3 * hourMs).toISOString();
    await changeSummary(cli.tenants, 'fabrikam', signal, (summary) => ({ ...summary, lastSeen: quiet }));
    // requests, refused, created, updated, …: shared/telemetry/recorder.ts
    await writeHour(cli.tenants, 'acme', 'one', hour, new Map([[0, [120, 3, 40, 2]]]), signal);
  });

  test('overview: what needs attention comes first', async () => {
    const { attention, tenants, users } = await cli.json('overview');
    expect({ tenants, users }).toMatchObject({ tenants: { total: 3, on: 2, off: 1 }, users: 1_200 });
    expect(attention).toMatchObject([
      { tenant: 'fabrikam', kind: 'quiet' },
      { tenant: 'acme', kind: 'refused' },
    ]);
    const text = await cli.text('overview');
    expect(text).toMatch(/Requests in 24 hours +120\n +Refused in 24 hours +3\n/);
    expect(text.indexOf('fabrikam')).toBeLessThan(text.indexOf('acme'));
  });

  test('tenant activity: minutes, and what they look like', async () => {
    const { pattern, minutes } = await cli.json('tenant', 'activity', 'acme');
    expect(pattern).toMatchObject({ state: 'initial' });
    expect(minutes).toMatchObject([{ requests: 120, refused: 3, created: 40, updated: 2 }]);
    const text = await cli.text('tenant', 'activity', 'acme');
    expect(text).toContain('Tenant acme: an initial cycle');
    expect(text).toMatch(/:00 +120 +40 +2 +0 +0 +3\n/);
    expect(await cli.text('tenant', 'activity', 'northwind')).toContain('Nothing came in 3 hours.');
  });

  test('tenant activity: hours are from 1 to 48', async () => {
    for (const hours of ['0', '49', 'many'])
      expect((await cli.run('tenant', 'activity', 'acme', '--hours', hours)).code).toBe(2);
  });
});
