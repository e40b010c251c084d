import type { Page } from 'playwright-core';
import { afterAll, expect, test } from 'vitest';
import type { DirectoryPerson } from '../../cli/directory/assertion.ts';
import { sharedBrowser } from '../support/browser.ts';
import { accessibilityFindings } from '../support/useConsole.ts';
import { useSignIn } from '../support/useSignIn.ts';

const setup = await useSignIn({ SCIM_CONSOLE: 'on' });
const tenant = await setup.tenant();
const browser = await sharedBrowser();
// Another site than the directory's, as in life. Chromium takes `__Host-` cookies from localhost without HTTPS.
const origin = setup.service.host.url.replace('127.0.0.1', 'localhost');
const complaints: string[] = [];
const administrator = { roles: [{ value: 'administrator', primary: true }] };

afterAll(() => {
  expect(complaints).toEqual([]);
});

/** Goes to the directory of the tenant, and signs in there: only its list is clicked, for nobody has a password there. */
async function signedIn(person: DirectoryPerson, address = '/console'): Promise<Page> {
  const context = await browser.newContext();
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${origin}${address}`);
  await page.getByText('I administer one tenant').click();
  if (address === '/console') await page.getByLabel('Name of your tenant').fill(tenant.name);
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('link', { name: person.displayName }).click();
  return page;
}

test('an administrator of a tenant signs in at its directory, manages it, and signs out', async () => {
  const [admin, leaver] = [await tenant.provision(administrator), await tenant.provision()];
  const page = await signedIn(admin);
  await page.getByRole('heading', { level: 1, name: tenant.name }).waitFor();
  expect(await page.locator('.person').innerText()).toContain(admin.userName);
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('link', { name: leaver.userName }).click();
  // A change: the service asks for more than the cookie.
  await page.getByRole('button', { name: 'Delete user' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete user' }).click();
  await page.getByText(`${leaver.userName} is deleted.`).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  await expect
    .poll(async () => (await page.context().cookies()).map(({ name }) => name))
    .not.toContain('__Host-session');
  await page.goto(`${origin}/sso/${tenant.name}`);
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
});

test('comes to the screen that the address names, and is out when the session has ended', async () => {
  const admin = await tenant.provision(administrator);
  const page = await signedIn(admin, `/console/tenants/${tenant.name}/log`);
  await page.getByRole('button', { name: 'Export CSV' }).waitFor();
  await page.context().clearCookies();
  await page.getByRole('link', { name: 'Groups' }).click();
  await page.getByText('You were signed out: your session has ended.').waitFor();
});

test('a person without the role is told so', async () => {
  const page = await signedIn(await tenant.provision());
  await page.getByText('You have signed in, and are no administrator').waitFor();
  if (process.env.LOOK !== undefined)
    await page.screenshot({ path: `${process.env.LOOK}/tenant-sign-in.png`, fullPage: true });
  expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  expect(await accessibilityFindings(page)).toEqual([]);
});

test('a person who comes back without having signed in is told so, and can try again', async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${origin}/console/tenants/${tenant.name}`);
  await page.getByText('I administer one tenant').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => url.origin !== origin);
  await page.goto(`${origin}/console/tenants/${tenant.name}`);
  const said = await page.getByRole('alert').innerText();
  expect(said).toContain('The sign-in at your directory was not finished');
  // This person has no token, and needs none.
  expect(said).not.toMatch(/token/i);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => url.origin !== origin);
});
