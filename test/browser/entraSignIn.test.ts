import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { startOperatorDirectory } from '../support/operatorDirectory.ts';
import { useConsole, type ConsolePage } from '../support/useConsole.ts';

// Operators sign in by Microsoft Entra ID, in a browser, with a real OpenID provider in the place of Entra.

const directory = await startOperatorDirectory({
  Ann: { roles: ['Console.Admin'] },
  Sue: { roles: ['Console.Support'] },
  Rob: { roles: ['Console.Reader'] },
  Nora: { roles: [] },
  Guest: { roles: ['Console.Admin'], directory: '11111111-2222-3333-4444-555555555555' },
});
afterAll(() => directory.close());
const { service, open } = await useConsole(directory.settings);
directory.serve(`${service.url}/console`);

const withMicrosoft = (page: Page) => page.getByRole('button', { name: 'Sign in with Microsoft' });

/** Signs in at the provider, which asks for name and password, and for consent. */
async function signInAs({ page }: ConsolePage, name: string): Promise<void> {
  await withMicrosoft(page).click();
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** On the page with the tenants: an app role of Entra is the role in the page. */
async function expectRole({ page }: ConsolePage, name: string, role: string, mayAdd: boolean): Promise<void> {
  expect(await page.locator('.person').innerText()).toMatch(new RegExp(`${name}\\s*${role}`));
  await page.getByRole('table').waitFor();
  expect(await page.getByRole('link', { name: 'Add identity provider' }).count()).toBe(mayAdd ? 1 : 0);
}

test('who has the role of support in Entra has it here', async () => {
  const console = await open();
  const { page } = console;
  await console.checkAccessibility();
  await signInAs(console, 'Sue');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.getByRole('link', { name: 'Tenants' }).click();
  await expectRole(console, 'Sue', 'Support', false);
});

test('an administrator signs in, and nothing by which one could sign in stays in address, history, storage or page', async () => {
  const console = await open();
  const { page, requests } = console;
  await page.goto(`${service.url}/console/tenants`);
  const before = directory.tokenRequests.length;
  await signInAs(console, 'Ann');
  // Where the person wanted to go.
  await page.getByRole('heading', { level: 1, name: 'Tenants' }).waitFor();
  expect(page.url()).toBe(`${service.url}/console/tenants`);
  await expectRole(console, 'Ann', 'Administrator', true);
  const [redeemed] = directory.tokenRequests.slice(before);
  const bearer = await bearerOf(console, () => page.getByRole('button', { name: 'Refresh' }).click());
  const secrets = [bearer, ...['code', 'code_verifier'].map((name) => redeemed?.get(name) ?? '')];
  expect(secrets).not.toContain('');
  const session = await page.context().newCDPSession(page);
  const kept = JSON.stringify([
    await page.evaluate<string>(
      `JSON.stringify([document.documentElement.outerHTML, Object.entries(localStorage), Object.entries(sessionStorage),
        document.cookie, location.href, history.state])`,
    ),
    await session.send('Page.getNavigationHistory'),
  ]);
  expect(kept).toContain('/console/tenants');
  expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  const sent = requests.filter(({ url }) => url.startsWith(service.url)).map(({ url }) => url);
  expect(secrets.filter((secret) => sent.join().includes(secret))).toEqual([]);

  await page.reload();
  await withMicrosoft(page).waitFor();
});

test('the access token of a reader is renewed before it ends, and the session goes on', async () => {
  const console = await open();
  const { page } = console;
  await page.clock.install();
  await signInAs(console, 'Rob');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  const [first, before] = [await bearerOf(console, refresh), directory.tokenRequests.length];
  for (let minutes = 0; minutes < 70; minutes += 10) {
    await page.clock.fastForward('10:00');
    await page.keyboard.press('Shift');
  }
  expect(await bearerOf(console, refresh)).not.toBe(first);
  const grants = directory.tokenRequests.slice(before).map((parameters) => parameters.get('grant_type'));
  expect(grants).toContain('refresh_token');
  await page.getByRole('link', { name: 'Tenants' }).click();
  await expectRole(console, 'Rob', 'Reader', false);

  async function refresh(): Promise<void> {
    await page.getByRole('button', { name: 'Refresh' }).click();
  }
});

/** The token of the request that this causes. */
async function bearerOf({ page }: ConsolePage, act: () => Promise<void>): Promise<string> {
  const [request] = await Promise.all([page.waitForRequest(/\/manage\/(tenants|overview)/), act()]);
  return (await request.headerValue('authorization'))?.replace('Bearer ', '') ?? '';
}

describe('nobody gets in', () => {
  async function refusal(console: ConsolePage): Promise<string> {
    const problem = console.page.getByRole('alert');
    await problem.waitFor();
    expect(await withMicrosoft(console.page).isVisible()).toBe(true);
    return problem.innerText();
  }

  test('without a role, and may choose another account', async () => {
    const console = await open();
    await signInAs(console, 'Nora');
    const said = await refusal(console);
    expect(said).toContain('consoleRoleMissing');
    await console.checkAccessibility();
    // There is none that might not allow it.
    expect(said).not.toContain('Your role does not allow this.');
    // The provider here has no such choice, and would not answer.
    await console.page.route(/prompt=select_account/, (route) => route.abort('aborted'));
    const asked = console.page.waitForRequest(/\/v2\.0\/auth\?.*prompt=select_account/);
    await withMicrosoft(console.page).click();
    await asked;
  });

  test('from another directory', async () => {
    const console = await open();
    await signInAs(console, 'Guest');
    const said = await refusal(console);
    expect(said).toContain('it takes accounts of one directory');
    expect(said).toContain('managementTokenInvalid');
  });

  test('if Entra refuses', async () => {
    const console = await open();
    await withMicrosoft(console.page).click();
    await console.page.getByText('Cancel').click();
    const said = await refusal(console);
    expect(said).toContain('Microsoft Entra ID refused: ');
    expect(said).not.toContain('Your role does not allow this.');
  });

  test('by an answer that this tab did not ask for', async () => {
    const console = await open();
    await console.page.goto(`${service.url}/console/tenants#code=stolen&state=of-another`);
    expect(await refusal(console)).toContain('did not begin in this tab');
    expect(console.page.url()).toBe(`${service.url}/console/tenants`);
  });
});
