import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlainScimServer, type Quirks } from '../../../test/support/entra/plainScimServer.ts';
import { testJob } from '../../../test/support/entra/jobs.ts';
import { redactionOf } from '../wire/redact.ts';
import type { CheckResult } from './check.ts';
import { toJunit } from './junit.ts';
import { checkCount, validate } from './validate.ts';

let server: PlainScimServer;
const start = async (quirks?: Quirks) => {
  server = await PlainScimServer.start(quirks);
};
beforeEach(() => start());
afterEach(() => server.close());

const run = () =>
  validate(testJob(server).client.wire, redactionOf(undefined, [server.token]), () => undefined);
const named = (results: readonly CheckResult[], verdict: CheckResult['verdict']) =>
  results.filter((result) => result.verdict === verdict).map(({ group, name }) => `${group}: ${name}`);

describe('validate', () => {
  test('says what a plain server does as Entra needs it, and what not, with request and answer', async () => {
    const results = await run();
    expect(results.length).toBe(checkCount);
    expect(named(results, 'fail')).toEqual([
      // It sets what is to be removed to nothing, which suffices for a plain attribute.
      'Updates: remove an attribute, with the flag',
    ]);
    const warnings = named(results, 'warning');
    const isOlder = (name: string) => name.startsWith('Older forms of updates: ');
    expect(warnings.filter((name) => !isOlder(name))).toEqual([
      ...['Discovery: ServiceProviderConfig', 'Discovery: Schemas'],
    ]);
    // A service may lack the forms that only older jobs send.
    expect(warnings.filter(isOlder)).toContain('Older forms of updates: remove with a value');
    expect(named(results, 'pass').filter(isOlder)).toEqual([
      ...[
        'Older forms of updates: a manager set to ""',
        'Older forms of updates: a boolean in a filter as text',
      ],
    ]);
    const removed = results.find(({ name }) => name === 'remove an attribute, with the flag');
    expect(
      removed?.exchanges.map(({ request, status }) => [request.replace(/[\w-]{36}/, '<id>'), status]),
    ).toEqual([
      [`PATCH ${server.tenantUrl}/Users/<id>`, 200],
      [`GET ${server.tenantUrl}/Users/<id>`, 200],
    ]);
    expect(server.users.size + server.groups.size).toBe(0);
  });

  test('notices a filter miss that is answered 404', async () => {
    await server.close();
    await start({ missIs404: true });
    const results = await run();
    expect(named(results, 'fail')).toEqual(
      expect.arrayContaining([
        'Users: find a user who does not exist',
        'Groups: find a group that does not exist',
      ]),
    );
    expect(results.find(({ name }) => name === 'find a user who does not exist')?.reason).toBe(
      'The answer was 404, and has to be 200. A 404 puts the job into quarantine.',
    );
  });

  test('skips groups where there are none', async () => {
    server.conduct = ({ method, path }) =>
      path.startsWith('/Groups') && method !== 'GET' ? { status: 405 } : undefined;
    const results = await run();
    expect(named(results, 'fail').filter((name) => name.startsWith('Groups'))).toEqual([]);
    expect(named(results, 'skipped')).toContain('Groups: create a group without members');
  });

  test('ends at once if the service refuses the credentials', async () => {
    server.conduct = () => ({ status: 401 });
    await expect(run()).rejects.toThrow('The service refuses the credentials (401)');
    expect(server.seen).toHaveLength(1);
  });

  test('writes JUnit that says which failed, and why', async () => {
    server.conduct = ({ method }) =>
      method === 'POST' ? { status: 400, body: { detail: '<no> & "never"' } } : undefined;
    const xml = toJunit('https://x.example', await run());
    expect(xml).toContain(`tests="${checkCount}"`);
    expect(xml).toContain(
      'message="The answer was 400: &lt;no&gt; &amp; &quot;never&quot;, and has to be 201.',
    );
  });
});
