import { afterEach, describe, expect, test, vi } from 'vitest';
import { changeTenant } from '../../shared/tenants/change.ts';
import { TestBrowser } from '../support/testBrowser.ts';
import { answerSignIn, beginSignIn, signInAs, stranger, useSignIn } from '../support/useSignIn.ts';

// What makes a token genuine is tested beside shared/signIn/: here is what the service decides by itself.

const setup = await useSignIn();
const { directory, service, tenants } = setup;
const tenant = await setup.tenant();
const other = await setup.tenant();
const jane = await tenant.provision();
const tokenFor = (somebody = jane) => directory.tokenFor(somebody, tenant.url);

afterEach(() => {
  vi.useRealTimers();
  directory.spoil({});
  directory.fail(false);
});

/** The answer and the reason in the log, where the request's id leads to it. */
async function refusal(reply: Awaited<ReturnType<typeof answerSignIn>>, of = tenant) {
  expect(reply.setCookies).toEqual([]);
  const entry = await of.lastEntry();
  expect(entry?.requestId).toBe(reply.headers.get('x-request-id'));
  expect(entry).toMatchObject({ action: 'signInRefused', outcome: 'refused' });
  return { status: reply.status, reason: (entry?.refusal as { reason: string } | undefined)?.reason };
}

const refused = (reason: string) => ({ status: 403, reason });

describe('wctx', () => {
  test('that is missing, that is none, and that of another tenant is refused', async () => {
    const browser = new TestBrowser();
    const wresult = await tokenFor();
    expect(await refusal(await answerSignIn(browser, tenant.url, { wresult }))).toEqual(
      refused('contextMissing'),
    );
    expect(await refusal(await answerSignIn(browser, tenant.url, { wresult, wctx: 'x' }))).toEqual(
      refused('contextInvalid'),
    );
    const { wctx } = await beginSignIn(browser, other.url);
    expect(await refusal(await answerSignIn(browser, tenant.url, { wresult, wctx }))).toEqual(
      refused('contextInvalid'),
    );
  });

  test('that was begun in another browser is refused, and so is one without its cookie', async () => {
    const { wctx } = await beginSignIn(new TestBrowser(), tenant.url);
    const browser = new TestBrowser();
    await beginSignIn(browser, tenant.url);
    const reply = await answerSignIn(browser, tenant.url, { wresult: await tokenFor(), wctx });
    expect(await refusal(reply)).toEqual(refused('nonceMissing'));
  });

  test('whose cookie has another value is refused', async () => {
    const browser = new TestBrowser();
    const { wctx } = await beginSignIn(browser, tenant.url);
    for (const name of browser.cookies.keys()) browser.cookies.set(name, 'x'.repeat(43));
    const reply = await answerSignIn(browser, tenant.url, { wresult: await tokenFor(), wctx });
    expect(await refusal(reply)).toEqual(refused('nonceMissing'));
  });

  test('is used up by a sign-in, also with a new token', async () => {
    const browser = new TestBrowser();
    const { wctx } = await beginSignIn(browser, tenant.url);
    expect((await answerSignIn(browser, tenant.url, { wresult: await tokenFor(), wctx })).status).toBe(303);
    const reply = await answerSignIn(browser, tenant.url, { wresult: await tokenFor(), wctx });
    expect(await refusal(reply)).toEqual(refused('nonceMissing'));
  });

  test('is good for ten minutes', async () => {
    const own = await setup.tenant();
    const browser = new TestBrowser();
    const { wctx } = await beginSignIn(browser, own.url);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    const reply = await answerSignIn(browser, own.url, { wresult: await tokenFor(), wctx });
    expect(await refusal(reply, own)).toEqual(refused('contextExpired'));
  });

  test('does not lead to an address that was taken off the list meanwhile', async () => {
    const own = await setup.tenant({ returnUrls: ['https://print.example.net/'] });
    const browser = new TestBrowser();
    const { wctx } = await beginSignIn(browser, own.url, '?returnTo=https://print.example.net/app');
    await own.change({ returnUrls: [] });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31_000 });
    const wresult = await directory.tokenFor(jane, own.url);
    const reply = await answerSignIn(browser, own.url, { wresult, wctx });
    expect(await refusal(reply, own)).toEqual(refused('returnToRefused'));
  });
});

describe('a token', () => {
  test('that is missing is refused', async () => {
    const browser = new TestBrowser();
    const { wctx } = await beginSignIn(browser, tenant.url);
    expect(await refusal(await answerSignIn(browser, tenant.url, { wctx }))).toEqual(
      refused('responseMissing'),
    );
  });

  test('is used once, on the same and on another instance', async () => {
    const wresult = await tokenFor();
    const browser = new TestBrowser();
    const first = await beginSignIn(browser, tenant.url);
    expect((await answerSignIn(browser, tenant.url, { wresult, wctx: first.wctx })).status).toBe(303);
    const again = await beginSignIn(browser, tenant.url);
    expect(await refusal(await answerSignIn(browser, tenant.url, { wresult, wctx: again.wctx }))).toEqual(
      refused('assertionUsed'),
    );
    const url = new URL(tenant.url);
    const instance = await setup.anotherInstance({ SCIM_PUBLIC_URL: url.origin });
    const elsewhere = `${instance.host.url}${url.pathname}`;
    const third = await beginSignIn(browser, elsewhere);
    const reply = await answerSignIn(browser, elsewhere, { wresult, wctx: third.wctx });
    expect(await refusal(reply)).toEqual(refused('assertionUsed'));
  });

  test('that a check of the response refuses is in the log with its reason', async () => {
    directory.spoil({ content: (content) => ({ ...content, audience: 'https://other.example' }) });
    expect(await refusal((await signInAs(setup, tenant.url, jane)).reply)).toEqual(refused('audience'));
  });
});

describe('a person', () => {
  test('whom nobody provisioned is refused, and the log names the object id', async () => {
    const nobody = stranger();
    expect(await refusal((await signInAs(setup, tenant.url, nobody)).reply)).toEqual(refused('userUnknown'));
    const entry = await tenant.lastEntry();
    expect(entry).toMatchObject({ externalId: nobody.objectId, userNameHash: expect.any(String) as string });
    expect(JSON.stringify(entry)).not.toContain(nobody.userName);
  });

  test('of another tenant is refused', async () => {
    const foreign = await other.provision();
    expect(await refusal((await signInAs(setup, tenant.url, foreign)).reply)).toEqual(refused('userUnknown'));
  });

  test('whose externalId differs in case alone is another one', async () => {
    const somebody = stranger();
    await tenant.provision({ externalId: somebody.objectId.toUpperCase(), userName: somebody.userName });
    expect(await refusal((await signInAs(setup, tenant.url, somebody)).reply)).toEqual(
      refused('userUnknown'),
    );
  });

  test('who was disabled between the directory and here is refused', async () => {
    const somebody = await tenant.provision();
    const browser = new TestBrowser();
    const { wctx } = await beginSignIn(browser, tenant.url);
    const wresult = await tokenFor(somebody);
    await tenant.scim.send('PATCH', `/Users/${somebody.id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    expect(await refusal(await answerSignIn(browser, tenant.url, { wresult, wctx }))).toEqual(
      refused('userDisabled'),
    );
    expect(await tenant.lastEntry()).toMatchObject({ userId: somebody.id, externalId: somebody.objectId });
  });
});

test('every refusal is one and the same page, which says nothing of the reason', async () => {
  const pages = [];
  const disabled = await tenant.provision({ active: false });
  for (const somebody of [disabled, stranger()]) {
    const { reply } = await signInAs(setup, tenant.url, somebody);
    pages.push(reply.text.replace(reply.headers.get('x-request-id') ?? '', 'ID'));
    expect(reply.text).not.toContain('ID');
  }
  pages.push(
    await answerSignIn(new TestBrowser(), tenant.url, {}).then(({ text, headers }) =>
      text.replace(headers.get('x-request-id') ?? '', 'ID'),
    ),
  );
  expect(new Set(pages).size).toBe(1);
  expect(pages[0]).toContain('Request id: ID');
});

describe('a tenant', () => {
  const off: readonly (readonly [string, () => Promise<Awaited<ReturnType<typeof setup.tenant>>>])[] = [
    ['that has single sign-on off', () => setup.tenant({ enabled: false })],
    [
      'that is disabled',
      async () => {
        const made = await setup.tenant();
        await changeTenant(tenants, made.name, (stored) => {
          const { identityProvider } = stored;
          const provisioning = { ...identityProvider.provisioning, enabled: false };
          return { ...stored, identityProvider: { ...identityProvider, provisioning } };
        });
        return made;
      },
    ],
    [
      'that is being removed',
      async () => {
        const made = await setup.tenant();
        const removing = new Date().toISOString();
        await changeTenant(tenants, made.name, (stored) => ({ ...stored, removing }));
        return made;
      },
    ],
  ];
  test.each(off)('%s is not there', async (_, make) => {
    const { url } = await make();
    const browser = new TestBrowser();
    for (const path of ['', '/login', '/wsfed', '/logout', '/me', '/metadata'])
      expect([path, (await browser.get(`${url}${path}`)).status]).toEqual([path, 404]);
    expect((await answerSignIn(browser, url, { wresult: await tokenFor(), wctx: 'x' })).status).toBe(404);
  });
});

describe('the directory', () => {
  test('may change its keys: the metadata is read again at once', async () => {
    const own = await setup.tenant();
    const somebody = await own.provision();
    expect((await signInAs(setup, own.url, somebody)).reply.status).toBe(303);
    await directory.rollOver();
    expect((await signInAs(setup, own.url, somebody)).reply.status).toBe(303);
  });

  test('that is down keeps nobody out whose tenant has a copy of its metadata, and everybody else', async () => {
    const [known, fresh] = [await setup.tenant(), await setup.tenant()];
    const somebody = await known.provision();
    await beginSignIn(new TestBrowser(), known.url);
    directory.fail(true);
    expect((await signInAs(setup, known.url, somebody)).reply.status).toBe(303);
    const reply503 = await new TestBrowser().get(`${fresh.url}/login`);
    expect(reply503.headers.get('retry-after')).toBe('30');
    expect(reply503.text).toContain('not available at the moment');
    expect(await refusal(reply503, fresh)).toEqual({ status: 503, reason: 'metadataUnavailable' });
    expect((await fresh.lastEntry())?.refusal).toMatchObject({ status: 503 });
    const { host } = new URL(directory.origin);
    const id = reply503.headers.get('x-request-id') ?? '?';
    const lines = service.lines.filter((line) => line.includes(id)).join('\n');
    expect(lines).toContain(`"reason":"metadataUnavailable","host":"${host}"`);
    expect(lines).toContain('"error":"UnusableDocument HTTP_503"');
    // Also where another instance has begun the sign-in.
    directory.fail(false);
    const browser = new TestBrowser();
    const { wctx } = await beginSignIn(browser, tenant.url);
    const instance = await setup.anotherInstance();
    directory.fail(true);
    const elsewhere = `${instance.host.url}/sso/${tenant.name}`;
    const reply = await answerSignIn(browser, elsewhere, { wresult: await tokenFor(), wctx });
    expect(await refusal(reply)).toEqual({ status: 503, reason: 'metadataUnavailable' });
  });
});

test('too many refused sign-ins from one address are 429, and fill no log', async () => {
  const limited = await setup.anotherInstance({ SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '3' });
  const own = await setup.tenant();
  const url = `${limited.host.url}/sso/${own.name}`;
  const statuses = [];
  for (let times = 0; times < 5; times += 1)
    statuses.push((await answerSignIn(new TestBrowser(), url, {})).status);
  expect(statuses).toEqual([403, 403, 403, 429, 429]);
  const { body } = await own.scim.send('GET', '/provisioningLog?action=signInRefused');
  expect(body.Resources).toHaveLength(3);
  // A begun sign-in that finds no metadata counts, too.
  directory.fail(true);
  const begun = await setup.tenant();
  const begin = async () =>
    (await new TestBrowser().get(`${limited.host.url}/sso/${begun.name}/login`)).status;
  expect([await begin(), await begin(), await begin(), await begin()]).toEqual([503, 503, 503, 429]);
  // So does a name that is no tenant's.
  const unknown = async () => (await new TestBrowser().get(`${limited.host.url}/sso/nobody/login`)).status;
  expect([await unknown(), await unknown(), await unknown(), await unknown()]).toEqual([404, 404, 404, 429]);
});

test('no log line holds a name, a token or an address of a person', async () => {
  const { reply } = await signInAs(setup, tenant.url, jane);
  await signInAs(setup, tenant.url, stranger('secretive'));
  const lines = service.lines.filter((line) => line.includes('sso'));
  expect(lines.length).toBeGreaterThan(2);
  const text = lines.join('\n');
  for (const word of ['secretive', jane.userName, jane.objectId, 'wresult=', 'wctx=', 'eyJ'])
    expect(text).not.toContain(word);
  expect(text).toContain(reply.headers.get('x-request-id'));
  expect(text).toMatch(/"event":"signInRefused".*"reason":"userUnknown"/);
});
