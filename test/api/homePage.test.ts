import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { clientOf } from '../support/client.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const look = (path: string, headers: Readonly<Record<string, string>>, method = 'GET') =>
  fetch(`${tenant.service.url}${path}`, { method, headers });

describe('/ for a browser', () => {
  test('is a page that says what this is, and where it is described', async () => {
    const page = await look('/', browser);
    const text = await page.text();
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/SCIM 2\.0/);
    expect(text).toContain(packageJson.version);
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link);
    expect(links).toContain('/openapi.json');
    for (const link of links) expect((await look(link, browser)).status, link).toBe(200);
  });

  test('loads nothing, and may run nothing', async () => {
    const page = await look('/', browser);
    const text = await page.text();
    // People follow links; browsers load every other address.
    expect(text.replaceAll(/<a [^>]*>/g, '')).not.toMatch(
      /href|src|url\(|https?:|@import|<script|style="| on\w+=/,
    );
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toMatch(/unsafe|script-src|https?:/);
    for (const directive of ["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"])
      expect(policy).toContain(directive);
    // The hash of the style lets the browser apply it, and no other one.
    const style = /<style>([^<]*)<\/style>/.exec(text)?.[1] ?? '';
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-request-id')).not.toBeNull();
  });

  test('has no body for HEAD', async () => {
    const page = await look('/', browser, 'HEAD');
    expect([page.status, await page.text()]).toEqual([200, '']);
  });
});

describe('a SCIM error stays', () => {
  const client = clientOf(tenant.service.url, undefined);
  test.each([
    ['GET', '/', '*/*'],
    ['GET', '/', 'application/scim+json'],
    ['GET', '/', 'application/json'],
    ['GET', '/nothing', browser.accept],
    ['POST', '/', browser.accept],
  ])('what %s %s answers whoever accepts %s', async (method, path, accept) => {
    const { status, headers } = await client.send(method, path, undefined, { accept });
    expect([status, headers.get('content-type')]).toEqual([404, 'application/scim+json']);
  });
});
