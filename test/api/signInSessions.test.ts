import { afterEach, describe, expect, test, vi } from 'vitest';
import { startStorageProxy } from '../support/storageProxy.ts';
import { TestBrowser } from '../support/testBrowser.ts';
import { signInAs, useSignIn } from '../support/useSignIn.ts';
import { patch } from '../support/people.ts';
import { replace } from '../support/operations.ts';

const setup = await useSignIn();
const { directory } = setup;
const another = await setup.anotherInstance();
const tenant = await setup.tenant();

afterEach(() => {
  vi.useRealTimers();
  directory.fail(false);
});

/** Moves the service's clock: it runs in this process. */
function later(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1_000 });
}

async function signedIn(own = tenant) {
  const somebody = await own.provision();
  const { browser } = await signInAs(setup, own.url, somebody);
  const me = async (url = own.url) => (await browser.get(`${url}/me`)).status;
  expect(await me()).toBe(200);
  return { somebody, browser, me };
}

const setActive = (id: string, active: boolean) =>
  tenant.scim.send('PATCH', `/Users/${id}`, patch(replace('active', active)));

describe('a session', () => {
  test('ends within 30 seconds when SCIM disables the person, for good', async () => {
    const { somebody, me } = await signedIn();
    await setActive(somebody.id, false);
    later(31);
    expect(await me()).toBe(401);
    await setActive(somebody.id, true);
    later(31);
    expect(await me()).toBe(401);
  });

  test('ends when SCIM deletes the person', async () => {
    const { somebody, me } = await signedIn();
    await tenant.scim.send('DELETE', `/Users/${somebody.id}`);
    later(31);
    expect(await me()).toBe(401);
  });

  test('shows within 30 seconds what SCIM has changed', async () => {
    const { somebody, browser } = await signedIn();
    await tenant.scim.send('PATCH', `/Users/${somebody.id}`, patch(replace('displayName', 'Another name')));
    later(31);
    expect((await browser.get(`${tenant.url}/me`)).text).toContain('"displayName":"Another name"');
  });

  test('ends after the time that the tenant has set, and the cookie with it', async () => {
    const own = await setup.tenant({ sessionMinutes: 5 });
    const { browser, me } = await signedIn(own);
    later(299);
    expect(await me()).toBe(200);
    later(2);
    expect(await me()).toBe(401);
    expect((await browser.get(own.url)).setCookies.join()).toContain('__Host-session=; max-age=0');
  });

  test('ends when single sign-on of its tenant is turned off', async () => {
    const own = await setup.tenant();
    const { me } = await signedIn(own);
    await own.change({ enabled: false });
    later(31);
    expect(await me()).toBe(404);
    await own.change({ enabled: true });
    later(31);
    expect(await me()).toBe(200);
  });

  test('is that of one tenant', async () => {
    const { me } = await signedIn();
    const other = await setup.tenant();
    expect(await me(other.url)).toBe(401);
  });

  // Any site can lead a browser to the pages of another tenant.
  test('outlives a visit to the pages of another tenant', async () => {
    const other = await setup.tenant();
    const { browser, me } = await signedIn();
    for (const path of ['', '/logout', '/me']) await browser.get(`${other.url}${path}`);
    expect(await me()).toBe(200);
  });

  // A console of another tenant, open in another tab, signs out when nobody uses it.
  test('outlives a sign-out from another tenant', async () => {
    const other = await setup.tenant();
    const { browser, me } = await signedIn();
    await browser.send('POST', `${other.url}/logout`, { 'sec-fetch-site': 'same-origin' });
    expect(await me()).toBe(200);
  });

  test('whose cookie names another tenant is none', async () => {
    const { browser, me } = await signedIn();
    const other = await setup.tenant();
    const [, secret = ''] = browser.cookies.get('__Host-session')?.split('.') ?? [];
    browser.cookies.set('__Host-session', `${other.name}.${secret}`);
    expect(await me(other.url)).toBe(401);
  });

  test.each(['', 'x', 'a.b.c', `${tenant.name}.${'A'.repeat(43)}`])('of %j is none', async (value) => {
    const browser = new TestBrowser();
    browser.cookies.set('__Host-session', value);
    expect((await browser.get(`${tenant.url}/me`)).status).toBe(401);
    expect((await browser.get(tenant.url)).status).toBe(200);
  });

  test('costs two storage calls, and none for the next 30 seconds', async () => {
    const { me } = await signedIn();
    const proxy = await startStorageProxy(setup.connectionString);
    const instance = await setup.anotherInstance({ SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString });
    const elsewhere = `${instance.host.url}/sso/${tenant.name}`;
    // What is counted of activity is beside the point.
    const calls = () => proxy.calls.filter(({ url }) => !/activity|summary/.test(url));
    expect(await me(elsewhere)).toBe(200);
    // And the tenant's row.
    expect(calls()).toHaveLength(3);
    expect(await me(elsewhere)).toBe(200);
    expect(calls()).toHaveLength(3);
    await proxy.close();
  });

  test('is known to every instance, and to one that starts later', async () => {
    const { me } = await signedIn();
    const instance = await setup.anotherInstance();
    expect(await me(`${instance.host.url}/sso/${tenant.name}`)).toBe(200);
  });
});

describe('signing out', () => {
  test('ends the session on this instance at once, and on another within 30 seconds', async () => {
    const { browser, me } = await signedIn();
    const elsewhere = `${another.host.url}/sso/${tenant.name}`;
    expect(await me(elsewhere)).toBe(200);
    const session = browser.cookies.get('__Host-session') ?? '';
    const reply = await browser.post(`${tenant.url}/logout`, {});
    const location = new URL(reply.location);
    expect(reply.status).toBe(303);
    expect(location.origin).toBe(directory.origin);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      wa: 'wsignout1.0',
      wreply: `${tenant.url}/wsfed`,
    });
    expect(browser.cookies.size).toBe(0);
    browser.cookies.set('__Host-session', session);
    expect(await me()).toBe(401);
    later(31);
    expect(await me(elsewhere)).toBe(401);
  });

  test('is asked for by a link, and done by a form of this service alone', async () => {
    const { browser, me } = await signedIn();
    const page = await browser.get(`${tenant.url}/logout`);
    expect(page.text).toContain('Do you want to sign out?');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {},
    ]) {
      const reply = await browser.post(`${tenant.url}/logout`, {}, headers);
      expect([reply.status, reply.location, reply.setCookies]).toEqual([303, `${tenant.url}/logout`, []]);
    }
    expect(await me()).toBe(200);
    const { origin } = new URL(tenant.url);
    await browser.post(`${tenant.url}/logout`, {}, { origin });
    expect(await me()).toBe(401);
  });

  test('works while the directory is down', async () => {
    const own = await setup.tenant();
    const { browser } = await signedIn(own);
    directory.fail(true);
    const elsewhere = `${another.host.url}/sso/${own.name}`;
    const reply = await browser.post(`${elsewhere}/logout`, {});
    expect([reply.status, reply.location]).toEqual([303, elsewhere]);
    expect(browser.cookies.size).toBe(0);
  });

  test('at the directory ends the session by a cookie that can do nothing else', async () => {
    const { browser, me } = await signedIn();
    const frame = new TestBrowser();
    const ending = browser.cookies.get('__Host-signout') ?? '';
    frame.cookies.set('__Host-signout', ending);
    frame.cookies.set('__Host-session', ending);
    expect((await frame.get(`${tenant.url}/me`)).status).toBe(401);
    const reply = await frame.get(`${tenant.url}/wsfed?wa=wsignoutcleanup1.0`);
    expect([reply.status, frame.cookies.size]).toEqual([200, 0]);
    expect(await me()).toBe(401);
  });

  test('leads back to the page of the tenant', async () => {
    const reply = await new TestBrowser().get(`${tenant.url}/wsfed`);
    expect([reply.status, reply.location]).toEqual([303, tenant.url]);
  });
});
