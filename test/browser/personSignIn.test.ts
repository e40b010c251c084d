import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { sharedBrowser } from '../support/browser.ts';
import { patch } from '../support/people.ts';
import { accessibilityFindings } from '../support/useConsole.ts';
import { useSignIn } from '../support/useSignIn.ts';

const setup = await useSignIn();
const tenant = await setup.tenant();
const browser = await sharedBrowser();
// Another site than the directory's, as in life. Chromium takes `__Host-` cookies from localhost without HTTPS.
const url = tenant.url.replace('127.0.0.1', 'localhost');
const complaints: string[] = [];

afterEach(() => {
  vi.useRealTimers();
});
afterAll(() => {
  expect(complaints).toEqual([]);
});

async function openPage(locale = 'en-US'): Promise<Page> {
  const context = await browser.newContext({ locale });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.on('console', (message) => {
    // A page of an error is an answer of 403, which the browser says, too.
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  return page;
}

/** Provisions somebody, and has them sign in: only the directory's list is clicked, for nobody has a password there. */
async function signedIn() {
  const somebody = await tenant.provision();
  const page = await openPage();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: somebody.displayName }).click();
  await page.getByText(somebody.userName).waitFor();
  return { somebody, page };
}

describe('a provisioned person', () => {
  test('signs in at the directory, and sees name and card', async () => {
    const { somebody, page } = await signedIn();
    expect(page.url()).toBe(url);
    expect(await page.locator('dd').allInnerTexts()).toEqual([
      somebody.displayName,
      somebody.userName,
      `00${somebody.nickname ?? ''}`,
    ]);
    expect(await accessibilityFindings(page)).toEqual([]);
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, sameSite, httpOnly, secure }) => [name, sameSite, httpOnly, secure])).toEqual(
      [
        ['__Host-session', 'Lax', true, true],
        ['__Host-signout', 'None', true, true],
      ],
    );
  });

  test('is signed out within 30 seconds after SCIM has disabled them', async () => {
    const { somebody, page } = await signedIn();
    const disabled = await tenant.scim.send(
      'PATCH',
      `/Users/${somebody.id}`,
      patch({ op: 'replace', path: 'active', value: false }),
    );
    expect(disabled.body.active).toBe(false);
    // The service runs in this process, on this clock.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 });
    await page.reload();
    await page.getByText('You are not signed in.').waitFor();
    vi.useRealTimers();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: somebody.displayName }).click();
    await page.getByText('You could not be signed in.').waitFor();
    expect(await page.locator('small').innerText()).toMatch(/^Request id: [0-9a-f-]{36}$/);
    expect(await accessibilityFindings(page)).toEqual([]);
    expect(await tenant.lastEntry()).toMatchObject({ refusal: { reason: 'userDisabled' } });
  });

  test('signs out, here and at the directory', async () => {
    const { page } = await signedIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are not signed in.').waitFor();
    expect(page.url()).toBe(url);
    expect(setup.directory.requests.some((path) => path.includes('wa=wsignout1.0'))).toBe(true);
    expect(await page.context().cookies()).toEqual([]);
  });
});

test('the page speaks the language of the browser', async () => {
  const page = await openPage('ja-JP');
  await page.getByText('サインインしていません。').waitFor();
});
