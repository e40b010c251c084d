import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visit } from '../../cli/entra/demo/visit.ts';
import { clientOf, type Client } from '../support/client.ts';
import { runCommand, startCommand } from '../support/runCommand.ts';
import { startService, type RunningService } from '../support/service.ts';
import { startDemoServer } from '../support/entra/plainScimServer.ts';

let service: RunningService;
let client: Client;
beforeAll(async () => {
  service = await startService();
  client = clientOf(service.tenantUrl, service.token);
});
afterAll(() => service.stop());

const people = async () => (await client.send('GET', '/Users?count=0')).body.totalResults;

/** What a service answers that keeps externalId to itself. */
function withoutExternalId(body: unknown): unknown {
  return JSON.parse(
    JSON.stringify(body ?? {}, (key, value: unknown) => (key === 'externalId' ? undefined : value)),
  );
}

/** Knows the deletions that clear up: the demonstration itself deletes one person before. */
function afterTheDemo(): (request: { readonly method: string }) => boolean {
  let deletions = 0;
  return ({ method }) => method === 'DELETE' && ++deletions > 1;
}

async function run(options: Partial<Parameters<typeof visit>[0]> = {}) {
  let text = '';
  const access = { tenantUrl: service.tenantUrl, token: service.token };
  const write = (piece: string) => (text += piece);
  const good = await visit({ ...access, keep: false, write, colour: false, ...options });
  expect(text).not.toContain(service.token);
  return { good, text };
}

describe('demo --tenant-url', () => {
  test('shows the cycles of a tenant that there is, and leaves the sample people where they are to be kept', async () => {
    const { code, out, err } = await runCommand(
      ['demo', '--tenant-url', `${service.tenantUrl}/?aadOptscim062020`, '--keep'],
      { SCIM_TOKEN: `${service.token}\n` },
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('26 created · 19 updated · 1 failed');
    expect(out).toContain('The service stores what the directory has: 23 people and 2 groups');
    expect(out).toMatch(/update +200 +\d+ +flagged/);
    expect(out).toMatch(/update +200 +\d+ +default/);
    expect(out).toContain('The samples stay in the tenant.');
    expect(await people()).toBe(23);
  });

  test('removes them before the next run, and leaves nobody after it', async () => {
    const { good, text } = await run();
    expect(good).toBe(true);
    expect(text).toContain('Removed first: 23 users and 2 groups of an earlier run of the demo.');
    expect(text).toContain('26 created · 19 updated · 1 failed');
    expect(text).toContain('Removed: the 23 users and 2 groups of the demo. The tenant is empty again.');
    expect(await people()).toBe(0);
  });

  test('changes nothing in a tenant that has people of its own', async () => {
    // With the externalId of a sample person, but from another directory.
    const externalId = '5f0c27d1-8c3e-4b6a-9d52-000000000001';
    const own = await client.send('POST', '/Users', { externalId, userName: 'jane@example.com' });
    const { good, text } = await run();
    expect(good).toBe(false);
    expect(text).toContain('✘ The tenant has 1 user of its own');
    expect(text).toContain('node dist/cli.js tenant add');
    const { body } = await client.send('GET', `/Users/${own.body.id}`);
    expect(body.meta.version).toBe(own.body.meta.version);
    expect(await people()).toBe(1);
    await client.send('DELETE', `/Users/${own.body.id}`);
  });

  test.each([
    ['http://scim.example/scim/acme', undefined, 'the token would cross the network'],
    ['https://portal.azure.com/#home', undefined, "is a portal of Microsoft's"],
    ['acme', undefined, 'This is not a URL.'],
    [undefined, ' ', 'No secret token was given.'],
    [undefined, 'two words', 'The secret token contains a space'],
    [undefined, 'wrong', 'The service refuses the credentials'],
  ])('says what is wrong with the URL %s or the token "%s"', async (tenantUrl, token, sentence) => {
    const { good, text } = await run({ ...(tenantUrl && { tenantUrl }), ...(token && { token }) });
    expect(good).toBe(false);
    expect(text).toContain(`✘ `);
    expect(text).toContain(sentence);
  });

  test('changes nothing where it can not be told whether the tenant has people', async () => {
    const fake = await startDemoServer();
    fake.distort = (reply, { path }) =>
      path.includes('count=100') ? { status: 200, body: { Resources: [] } } : reply;
    const { good, text } = await run({ tenantUrl: fake.tenantUrl, token: fake.token });
    await fake.close();
    expect(good).toBe(false);
    expect(text).toContain('does not say how many users the tenant has');
    expect(fake.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('says that sample people are left where they can not be removed', async () => {
    const clearingUp = afterTheDemo();
    const fake = await startDemoServer();
    fake.distort = (reply, request) => (clearingUp(request) ? { status: 403 } : reply);
    const { good, text } = await run({ tenantUrl: fake.tenantUrl, token: fake.token });
    await fake.close();
    expect(good).toBe(false);
    expect(text).toMatch(/✘ DELETE .* was answered 403/);
    expect(text).toContain('Samples may be left in the tenant.');
  });

  test.each([
    ['removes whom it has made from a service that returns no externalId', 204, true],
    ['fails where such a service refuses to remove them', 403, false],
  ])('%s', async (_, status, empty) => {
    const clearingUp = afterTheDemo();
    const fake = await startDemoServer();
    fake.distort = (reply, request) => {
      if (clearingUp(request) && status !== 204) return { status };
      return request.method === 'DELETE' ? reply : { ...reply, body: withoutExternalId(reply.body) };
    };
    const { good, text } = await run({ tenantUrl: fake.tenantUrl, token: fake.token });
    await fake.close();
    expect(fake.users.size === 0).toBe(empty);
    expect(text.includes('Samples may be left')).toBe(!empty);
    expect(text.includes('The tenant is empty again')).toBe(empty);
    // What is stored is not what the directory says, either way.
    expect(good).toBe(false);
  });

  test('fails where people whom the service says it removed are still there', async () => {
    const clearingUp = afterTheDemo();
    let returned = false;
    const fake = await startDemoServer();
    fake.distort = (reply, request) => {
      if (!clearingUp(request) || returned) return reply;
      returned = true;
      const id = request.path.split('/').at(-1) ?? '';
      fake.users.set(id, { id, userName: 'jane@example.com' });
      return reply;
    };
    const { good, text } = await run({ tenantUrl: fake.tenantUrl, token: fake.token });
    await fake.close();
    expect(good).toBe(false);
    expect(text).toContain('still lists 1 user of them.');
  });

  test('says that sample people may be left when it is interrupted', async () => {
    const fake = await startDemoServer();
    fake.distort = (reply, { method }) => {
      if (method !== 'POST') return reply;
      demo.child.kill('SIGINT');
      return { status: 429, headers: { 'retry-after': '30' } };
    };
    const demo = startCommand(['demo', '--tenant-url', fake.tenantUrl], { SCIM_TOKEN: fake.token });
    const { code, out } = await demo.finished;
    await fake.close();
    expect(code).toBe(130);
    expect(out).toContain('Samples may be left in the tenant.');
  });

  test('says so when something unexpected ends it', async () => {
    const fake = await startDemoServer();
    let text = '';
    const write = (piece: string) => {
      text += piece;
      if (piece.includes('Incremental cycle')) throw new RangeError('unexpected');
    };
    const options = { tenantUrl: fake.tenantUrl, token: fake.token, keep: false, colour: false };
    const listeners = process.listenerCount('SIGINT');
    await expect(visit({ ...options, write })).rejects.toThrow(RangeError);
    await fake.close();
    expect(text).toContain('Samples may be left in the tenant.');
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });

  test('--keep and --token-file want a tenant URL', async () => {
    const { code, out, err } = await runCommand(['demo', '--keep'], {});
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe('--token-file and --keep need --tenant-url.\n');
  });
});
