import { afterAll, expect, test } from 'vitest';
import { startStorageProxy, type Treatment } from '../support/storageProxy.ts';
import { TestBrowser } from '../support/testBrowser.ts';
import { answerSignIn, beginSignIn, useSignIn } from '../support/useSignIn.ts';

// An assertion is used up by its first use: a call that is repeated must not take its own success for somebody else's.

const setup = await useSignIn();
const proxy = await startStorageProxy(setup.connectionString);
const { host } = await setup.anotherInstance({ SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString });
const tenant = await setup.tenant();
const url = `${host.url}/sso/${tenant.name}`;

afterAll(() => proxy.close());

const isOfSignIn = ({ url: address }: { readonly url: string }) => !/activity|summary/.test(address);

/** A sign-in whose storage calls are treated as `decide` says, by their number. */
async function signInWith(decide: (call: number) => Treatment) {
  const jane = await tenant.provision();
  const browser = new TestBrowser();
  const { wctx } = await beginSignIn(browser, url);
  const wresult = await setup.directory.tokenFor(jane, url);
  let calls = 0;
  proxy.treat((call) => (isOfSignIn(call) ? decide((calls += 1)) : 'pass'));
  const reply = await answerSignIn(browser, url, { wresult, wctx });
  proxy.treat(() => 'pass');
  const { body } = await tenant.scim.send('GET', `/provisioningLog?user=${jane.objectId}&action=signIn`);
  const me = await browser.get(`${url}/me`);
  return { status: reply.status, calls, entries: body.Resources.length, me: me.status };
}

const done = { status: 303, entries: 1, me: 200 };

test('a sign-in takes four storage calls: assertion, user, log, session', async () => {
  await beginSignIn(new TestBrowser(), url);
  expect(await signInWith(() => 'pass')).toEqual({ ...done, calls: 4 });
});

test.each(['lose', 'cut'] as const)(
  'with each of its storage calls once treated with "%s" it succeeds, and is logged once',
  async (treatment) => {
    for (const faulty of [1, 2, 3, 4]) {
      const { calls, ...outcome } = await signInWith((call) => (call === faulty ? treatment : 'pass'));
      expect([faulty, outcome]).toEqual([faulty, done]);
      expect(calls).toBeGreaterThan(4);
    }
  },
);

test('while storage does not answer it is a page of 503, and works later', async () => {
  expect(await signInWith((call) => (call >= 2 ? 'fail' : 'pass'))).toMatchObject({ status: 503, me: 401 });
  expect(await signInWith(() => 'pass')).toMatchObject(done);
});
