import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { startService } from '../support/service.ts';
import { useTenant } from '../support/useTenant.ts';

const service = await startService({ SCIM_MANAGEMENT_API: 'on', SCIM_CONSOLE: 'on' });
afterAll(() => service.stop());
const without = await useTenant();

const look = (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
  fetch(`${service.url}${path}`, { method, headers });

const page = await (await look('/console')).text();
const files = [...page.matchAll(/(?:href|src)="(\/console\/files\/[^"]+)"/g)].map(
  ([, address = '']) => address,
);

describe('the page', () => {
  test.each(['/console', '/console/', '/console/tenants/contoso/log'])(
    'is at %s, with its headers',
    async (path) => {
      const answer = await look(path);
      expect([answer.status, await answer.text()]).toEqual([200, page]);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'",
      });
      expect(answer.headers.get('strict-transport-security')).toBeNull();
    },
  );

  test('has no body for HEAD, and is for GET alone', async () => {
    const head = await look('/console', {}, 'HEAD');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await look('/console', {}, 'POST')).status).toBe(404);
  });

  test('asks for HTTPS where it came by HTTPS', async () => {
    const deployed = await startService({
      SCIM_MANAGEMENT_API: 'on',
      SCIM_CONSOLE: 'on',
      SCIM_PUBLIC_URL: 'https://scim.example.com',
    });
    const answer = await fetch(`${deployed.url}/console`);
    await deployed.stop();
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  test('is what the page at / leads a browser to', async () => {
    const entrance = await look('/', { accept: 'text/html' });
    expect(await entrance.text()).toContain('<a href="/console">');
    const other = await fetch(`${without.service.url}/`, { headers: { accept: 'text/html' } });
    expect(await other.text()).not.toContain('/console');
  });
});

describe('its files', () => {
  test.each(files)('%s stays in caches, for its content never changes', async (path) => {
    const answer = await look(path, { 'accept-encoding': 'identity' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toMatch(
      path.endsWith('.js') ? /^text\/javascript/ : /^text\/css/,
    );
    const compressed = await look(path, { 'accept-encoding': 'br, gzip' });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(await compressed.text()).toBe(await answer.text());
  });

  test('are a script and a style sheet', () => {
    expect(files.map((path) => path.slice(path.lastIndexOf('.')))).toEqual(['.css', '.js']);
  });

  test.each(['/console/files/nothing.js', '/console/files/index.html', '/console/files/..%2Findex.html'])(
    'there is none at %s',
    async (path) => {
      expect((await look(path)).status).toBe(404);
    },
  );

  test('have less than 200 KB in all, compressed', async () => {
    const folder = join(import.meta.dirname, '../../dist/console');
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => gzipSync(await readFile(join(folder, name))).length),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});

test('without SCIM_CONSOLE there is no console', async () => {
  expect((await fetch(`${without.service.url}/console`)).status).toBe(404);
});
