import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { TestBrowser } from '../support/testBrowser.ts';
import { answerSignIn, beginSignIn, signInAs, useSignIn } from '../support/useSignIn.ts';

const setup = await useSignIn();
const { directory, service } = setup;
const tenant = await setup.tenant({ returnUrls: ['https://print.example.net/app'] });
const jane = await tenant.provision({ displayName: 'Jane <b>Doe</b>' });
const { host } = service;

describe('beginning', () => {
  test('leads to the directory, with the realm, the reply URL and what must come back', async () => {
    const { reply, parameters } = await beginSignIn(new TestBrowser(), tenant.url);
    expect(reply.location).toMatch(`${directory.origin}/${directory.directoryId}/wsfed?`);
    expect(Object.fromEntries(parameters)).toEqual({
      wa: 'wsignin1.0',
      wtrealm: tenant.url,
      wreply: `${tenant.url}/wsfed`,
      wctx: expect.stringMatching(/^eyJ/) as string,
      wct: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
    });
  });

  test('keeps a nonce in a cookie that comes back from another site, and that no other host can set', async () => {
    const { reply } = await beginSignIn(new TestBrowser(), tenant.url);
    expect(reply.setCookies).toEqual([
      expect.stringMatching(
        /^__Host-sso-\w+=[\w-]{43}; max-age=600; path=\/; secure; samesite=none; httponly$/,
      ),
    ]);
  });

  test('leaves the cookies of the latest four sign-ins that were begun and not ended', async () => {
    const browser = new TestBrowser();
    for (let times = 0; times < 6; times += 1) await beginSignIn(browser, tenant.url);
    expect(browser.cookies.size).toBe(4);
    const { wctx } = await beginSignIn(browser, tenant.url);
    const wresult = await directory.tokenFor(jane, tenant.url);
    expect((await answerSignIn(browser, tenant.url, { wresult, wctx })).status).toBe(303);
  });

  test('has a realm of its own where the tenant has one', async () => {
    const own = await setup.tenant({ realm: 'https://contoso.eu.uniflowonline.com' });
    const somebody = await own.provision();
    const { parameters } = await beginSignIn(new TestBrowser(), own.url);
    expect(parameters.get('wtrealm')).toBe('https://contoso.eu.uniflowonline.com');
    expect((await signInAs(setup, own.url, somebody)).reply.status).toBe(303);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/console\\x',
    '/con\tsole',
    'https://evil.example/app',
    'https://print.example.net.evil.example/app',
    'https://print.example.net/application',
    'https://print.example.net/app/../admin',
    'https://print.example.net/app/%2e%2e/admin',
    'https://user@print.example.net/app',
    'http://print.example.net/app',
    'javascript:alert(1)',
    `/${'x'.repeat(1_001)}`,
  ])('to return to %j is refused', async (returnTo) => {
    const browser = new TestBrowser();
    const { status, headers } = await browser.get(
      `${tenant.url}/login?returnTo=${encodeURIComponent(returnTo)}`,
    );
    expect([status, headers.get('location'), browser.cookies.size]).toEqual([400, null, 0]);
  });
});

describe('a provisioned person', () => {
  test('signs in, and sees who is signed in', async () => {
    const { browser, reply } = await signInAs(setup, tenant.url, jane);
    expect([reply.status, reply.location]).toEqual([303, tenant.url]);
    const [used, session, signOut] = reply.setCookies;
    expect(used).toMatch(/^__Host-sso-\w+=; max-age=0; /);
    expect(session).toMatch(
      /^__Host-session=t\w+\.[\w-]{43}; max-age=28800; path=\/; secure; samesite=lax; httponly$/,
    );
    expect(signOut).toMatch(/^__Host-signout=.*; samesite=none; httponly$/);
    const page = await browser.get(tenant.url);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Jane &lt;b&gt;Doe&lt;/b&gt;');
    expect(page.text).toContain(`00${jane.nickname ?? ''}`);
    const me = await browser.get(`${tenant.url}/me`);
    expect([me.status, JSON.parse(me.text)]).toEqual([
      200,
      {
        ...{ tenant: tenant.name, id: jane.id, externalId: jane.objectId, userName: jane.userName },
        ...{ displayName: 'Jane <b>Doe</b>', cardNumber: `00${jane.nickname ?? ''}`, administrator: false },
        expires: expect.stringMatching(/Z$/) as string,
      },
    ]);
  });

  test('is in the provisioning log', async () => {
    const { reply } = await signInAs(setup, tenant.url, jane);
    expect(await tenant.lastEntry()).toMatchObject({
      ...{ action: 'signIn', outcome: 'success', userId: jane.id, externalId: jane.objectId, changed: [] },
      actor: { tenant: tenant.name, credential: { id: 'single-sign-on', label: 'Single sign-on' } },
      requestId: reply.headers.get('x-request-id'),
    });
  });

  test.each([
    ['/console?x=1#y', () => `${host.url}/console?x=1#y`],
    ['/sso/../health', () => `${host.url}/health`],
  ])('returns to %s', async (returnTo, expected) => {
    const query = `?returnTo=${encodeURIComponent(returnTo)}`;
    const { reply } = await signInAs(setup, tenant.url, jane, { query });
    expect(reply.location).toBe(expected());
  });

  test('who signs in again has one session', async () => {
    const { browser } = await signInAs(setup, tenant.url, jane);
    const first = browser.cookies.get('__Host-session') ?? '';
    await signInAs(setup, tenant.url, jane, { browser });
    expect((await browser.get(`${tenant.url}/me`)).status).toBe(200);
    browser.cookies.set('__Host-session', first);
    expect((await browser.get(`${tenant.url}/me`)).status).toBe(401);
  });

  test('is found by the user principal name, without case, where the tenant matches so', async () => {
    const own = await setup.tenant({ match: 'userName' });
    const somebody = await own.provision({ externalId: randomUUID() });
    const shouting = { ...somebody, userName: somebody.userName.toUpperCase() };
    expect((await signInAs(setup, own.url, shouting)).reply.status).toBe(303);
    directory.spoil({ content: (content) => ({ ...content, person: { ...content.person, userName: '' } }) });
    try {
      await signInAs(setup, own.url, somebody);
    } finally {
      directory.spoil({});
    }
    expect(await own.lastEntry()).toMatchObject({ refusal: { reason: 'userNameMissing' } });
  });
});

describe('pages', () => {
  test.each([
    ['de-CH, en;q=0.5', 'de', 'Sie sind nicht angemeldet.'],
    ['xx, fr;q=0.8, en;q=0.2', 'fr', 'Vous n&#39;êtes pas connecté.'],
    ['ja', 'ja', 'サインインしていません。'],
    ['es', 'en', 'You are not signed in.'],
  ])('for %s are in the language %s', async (accepted, language, sentence) => {
    const { text } = await new TestBrowser().get(tenant.url, { 'accept-language': accepted });
    expect(text).toContain(`<html lang="${language}">`);
    expect(text).toContain(sentence);
  });

  test('load nothing, are kept by nobody and shown in no frame', async () => {
    const browser = new TestBrowser();
    const replies = [
      await browser.get(tenant.url),
      await browser.get(`${tenant.url}/logout`),
      await browser.get(`${tenant.url}/login?returnTo=//x`),
      await browser.get(`${host.url}/sso/nobody`),
      await answerSignIn(browser, tenant.url, {}),
    ];
    for (const { headers } of replies) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
      });
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/);
      expect(policy).toContain("frame-ancestors 'none'");
    }
  });

  test('have HEAD, and 405 for another method', async () => {
    const browser = new TestBrowser();
    const head = await browser.send('HEAD', tenant.url, {});
    expect([head.status, head.text]).toEqual([200, '']);
    const wrong = await browser.send('DELETE', `${tenant.url}/logout`, {});
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect((await browser.get(`${tenant.url}/other`)).status).toBe(404);
  });
});

test('the metadata of the relying party names realm and reply URL', async () => {
  const { status, headers, text } = await new TestBrowser().get(`${tenant.url}/metadata`);
  expect([status, headers.get('content-type')]).toEqual([200, 'application/samlmetadata+xml; charset=utf-8']);
  expect(text).toContain(`entityID="${tenant.url}"`);
  expect(text).toContain(`Location="${tenant.url}/wsfed"`);
});
