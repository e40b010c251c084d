import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runDemo } from './demo.ts';
import { directory } from './directory.ts';
import { nextDay } from './nextDay.ts';
import { secretsOf } from './person.ts';
import { startDemoServer, type PlainScimServer } from '../../../test/support/entra/plainScimServer.ts';

let service: PlainScimServer;
beforeEach(async () => {
  service = await startDemoServer();
});
afterEach(() => service.close());

async function run(token = service.token) {
  let text = '';
  const write = (piece: string) => (text += piece);
  const good = await runDemo({ tenantUrl: service.tenantUrl, token, write, colour: false });
  return { good, text };
}

describe('runDemo', () => {
  test('ends well against a service that does as it is told, and prints no secret', async () => {
    const { good, text } = await run();
    expect(good).toBe(true);
    expect(text).toContain('26 created · 19 updated · 1 failed');
    expect(text).toContain('17 updated · 1 disabled · 1 deleted · 1 skipped');
    expect(text).toContain(
      '✔ The service stores what the directory has: 23 people and 2 groups, byte for byte.',
    );
    expect(text).toMatch(/update +200 +\d+ +flagged +Colour printing +members: 1 added\n/);
    expect(text).toMatch(/update +200 +\d+ +default +プロッター A0 +members: 1 removed\n/);
    expect(text).toMatch(/Colour printing +5 +Inês Gonçalves, José Núñez, No/);
    expect([service.users.size, service.groups.size]).toEqual([23, 2]);
    const secrets = [...secretsOf(directory), ...secretsOf(nextDay(directory)), service.token];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('provisions people only into a service without groups', async () => {
    service.conduct = ({ path }) =>
      path.startsWith('/ResourceTypes')
        ? { status: 200, body: { Resources: [{ endpoint: '/Users' }] } }
        : undefined;
    const { good, text } = await run();
    expect({ good, text }).toMatchObject({
      good: true,
      text: expect.stringContaining('23 people, byte') as unknown,
    });
    expect(service.groups.size).toBe(0);
  });

  test('ends badly when the service changes what it was not told to', async () => {
    service.distort = (reply, { method, path, body }) => {
      if (method === 'PATCH' && JSON.stringify(body).includes('000B0001')) {
        const id = path.replace('/Users/', '').split('?')[0] ?? '';
        service.users.set(id, { ...service.users.get(id), displayName: 'X' });
      }
      return reply;
    };
    const { good, text } = await run();
    expect(good).toBe(false);
    expect(text).toContain('✘ The service does not store what the directory has (differences: 1).');
  });

  test('ends badly when the service loses a member', async () => {
    service.distort = (reply, { method, path }) => {
      if (method === 'PATCH' && path.startsWith('/Groups/'))
        for (const group of service.groups.values()) group.members = [];
      return reply;
    };
    const { good, text } = await run();
    expect(good).toBe(false);
    expect(text).toMatch(/members +Zoë Miller 🌟 +no member +Colour printing/);
  });

  test('ends badly when the service does as it is told but says that it failed', async () => {
    service.distort = (reply, { method }) => (method === 'DELETE' ? { status: 500 } : reply);
    const { good, text } = await run();
    expect(good).toBe(false);
    expect(text).toMatch(/answer +accepted +500/);
  });

  test('says what to do when the token is refused', async () => {
    const { good, text } = await run('another');
    expect(good).toBe(false);
    expect(text).toContain('✘ The service refuses the credentials');
  });
});
