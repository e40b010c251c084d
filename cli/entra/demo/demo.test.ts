import { afterEach, describe, expect, test } from 'vitest';
import { runDemo } from './demo.ts';
import { directory } from './directory.ts';
import { nextDay } from './nextDay.ts';
import { secretsOf } from './person.ts';
import { fakeService } from '../../../test/support/entra/fakeService.ts';

let service: Awaited<ReturnType<typeof fakeService>>;
afterEach(() => service.close());

async function run(distort?: Parameters<typeof fakeService>[0], token?: string) {
  service = await fakeService(distort);
  let text = '';
  const good = await runDemo({
    tenantUrl: service.tenantUrl,
    token: token ?? service.token,
    write: (piece) => (text += piece),
    colour: false,
  });
  return { good, text };
}

describe('runDemo', () => {
  test('ends well against a service that does as it is told, and prints no secret', async () => {
    const { good, text } = await run();
    expect(good).toBe(true);
    expect(text).toContain('24 created · 17 updated · 1 failed');
    expect(text).toContain('15 updated · 1 disabled · 1 deleted · 1 skipped');
    expect(text).toContain('✔');
    expect(service.users.size).toBe(23);
    const secrets = [...secretsOf(directory), ...secretsOf(nextDay(directory)), service.token];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('ends badly when the service changes what it was not told to', async () => {
    const { good, text } = await run((reply, { method, url, body }) => {
      if (method === 'PATCH' && JSON.stringify(body).includes('000B0001')) {
        const id = url.split('/').at(-1) ?? '';
        service.users.set(id, { ...service.users.get(id), displayName: 'X' });
      }
      return reply;
    });
    expect(good).toBe(false);
    expect(text).toContain('✘ What is stored is not what the directory says (differences: 1).');
  });

  test('ends badly when the service does as it is told but says that it failed', async () => {
    const { good, text } = await run((reply, { method }) => (method === 'DELETE' ? { status: 500 } : reply));
    expect(good).toBe(false);
    expect(text).toMatch(/answer +accepted +500/);
  });

  test('says what to do when the token is refused', async () => {
    const { good, text } = await run(undefined, 'another');
    expect(good).toBe(false);
    expect(text).toContain('✘ The service refuses the credentials');
  });
});
