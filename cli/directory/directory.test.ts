import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startDirectory, type StandInDirectory } from './directory.ts';
import { readSignInResponse } from '../../shared/signIn/response.ts';

const ada = { objectId: 'ada-id', userName: 'ada@contoso.example', displayName: '<b>Ada</b> & "Eve"' };
const realm = 'https://print.example.com/sso/contoso';
const reply = `${realm}/wsfed`;

let directory: StandInDirectory;
beforeAll(async () => {
  directory = await startDirectory([ada]);
});
afterAll(() => directory.stop());
afterEach(() => {
  directory.spoil({});
});

function page(query: Readonly<Record<string, string>>): Promise<Response> {
  const search = new URLSearchParams(query).toString();
  return fetch(`${directory.origin}/${directory.directoryId}/wsfed?${search}`, { redirect: 'manual' });
}

const signIn = { wa: 'wsignin1.0', wtrealm: realm, wreply: reply, wctx: '"><script>alert(1)</script>' };

/** The value of a hidden field, as a browser posts it. */
function fieldIn(text: string, name: string): string {
  const [, value = ''] = new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(text) ?? [];
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return value.replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, entity: string) => entities[entity] ?? '');
}

test('the page asks who signs in, and its link posts a token that signs in that person', async () => {
  const choice = await (await page(signIn)).text();
  expect(choice).toContain('&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Eve&quot;');
  const form = await (await page({ ...signIn, person: ada.objectId })).text();
  expect(form).toContain(`action="${reply}"`);
  expect(form).not.toContain('alert(1)</script>');
  expect([fieldIn(form, 'wa'), fieldIn(form, 'wctx')]).toEqual(['wsignin1.0', signIn.wctx]);
  const { issuer, directoryId, key } = directory;
  const party = { realm, replyUrl: reply, issuer, directoryId, certificates: [key.certificate] };
  expect(await readSignInResponse(fieldIn(form, 'wresult'), party, new Date())).toMatchObject({
    objectId: ada.objectId,
    displayName: ada.displayName,
  });
});

test('a test spoils what is signed, how it is signed, and what is posted', async () => {
  directory.spoil({
    content: (content) => ({ ...content, nameId: 'eve' }),
    form: { digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512' },
    wresult: (wresult) => `${wresult}\n`,
  });
  const token = await directory.tokenFor(ada, realm);
  expect(token).toMatch(/xmlenc#sha512.*>eve<\/NameID>.*\n$/);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['no realm', { wa: 'wsignin1.0', wreply: reply }],
  ['another action', { ...signIn, wa: 'wattr1.0' }],
  ['a script to reply to', { ...signIn, wreply: 'javascript:alert(1)' }],
])('a sign-in with %s is refused', async (_, query) => {
  expect((await page(query)).status).toBe(400);
});

test('a sign-out returns to the relying party', async () => {
  const response = await page({ wa: 'wsignout1.0', wreply: realm });
  expect([response.status, response.headers.get('location')]).toEqual([302, realm]);
  expect((await page({ wa: 'wsignout1.0', wreply: 'javascript:alert(1)' })).status).toBe(200);
});

test('another path is not found, and a directory that fails answers nothing', async () => {
  expect((await fetch(`${directory.origin}/other`)).status).toBe(404);
  directory.fail(true);
  expect((await fetch(directory.metadataUrl)).status).toBe(503);
  directory.fail(false);
  expect((await fetch(directory.metadataUrl)).status).toBe(200);
});
