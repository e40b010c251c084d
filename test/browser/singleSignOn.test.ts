import { beforeAll, expect, test } from 'vitest';
import { rememberSecret } from '../support/secretSearch.ts';
import { command, enableTenant } from '../support/service.ts';
import { useConsole, type ConsolePage } from '../support/useConsole.ts';

const { service, open } = await useConsole({ SCIM_SINGLE_SIGN_ON: 'on' });

const directoryId = '11111111-2222-3333-4444-555555555555';
const metadataUrl = `https://login.microsoftonline.com/${directoryId}/federationmetadata/2007-06/federationmetadata.xml?appid=1`;
const address = `${service.url}/console/tenants/contoso/single-sign-on`;

let window: ConsolePage;
beforeAll(async () => {
  await enableTenant(service, 'contoso', '--display-name', 'Contoso Ltd');
  window = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  await window.page.goto(address);
  await window.signIn();
});

test('is enabled by the metadata URL, which holds the directory id', async () => {
  const { page, checkAccessibility } = window;
  await page.getByText('Single sign-on is off').waitFor();
  await page.getByLabel('Enable Microsoft Entra SSO').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Paste the App Federation Metadata URL.').waitFor();
  const field = page.getByLabel('App Federation Metadata URL');
  await expect.poll(() => page.locator(':focus').getAttribute('id')).toBe(await field.getAttribute('id'));
  await checkAccessibility();
  await field.fill(metadataUrl);
  expect(await page.getByLabel('Directory (tenant) ID').inputValue()).toBe(directoryId);
  await page.getByLabel('Automatic user registration').check();
  await page.getByLabel('Minutes that a session lasts').fill('60');
  await page.getByLabel('Return URLs').fill('https://print.example.net\nhttps://app.example.net/x');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Single sign-on is on').waitFor();
  expect(await page.getByLabel('Return URLs').inputValue()).toBe(
    'https://print.example.net/\nhttps://app.example.net/x',
  );
  await checkAccessibility();
});

test('the reply URL is copied, and nobody can change it', async () => {
  const { page } = window;
  const replyUrl = `${service.url}/sso/contoso/wsfed`;
  await page.getByText(replyUrl).waitFor();
  await page.getByRole('button', { name: 'Copy: Reply URL (Assertion Consumer Service URL)' }).click();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(replyUrl);
});

test('what the service refuses is shown, and what was entered stays', async () => {
  const { page } = window;
  const field = page.getByLabel('App Federation Metadata URL');
  await field.fill('https://example.net/metadata.xml');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('must begin with https://login.microsoftonline.com/').waitFor();
  expect(await field.inputValue()).toBe('https://example.net/metadata.xml');
});

test('says that nobody can sign in to a tenant that is disabled', async () => {
  const { page } = window;
  await command(service, 'tenant', 'disable', 'contoso');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('Single sign-on is on, and nobody can sign in').waitFor();
  await command(service, 'tenant', 'enable', 'contoso');
});

test('a reader sees the settings and changes none', async () => {
  const { page, signIn, checkAccessibility } = await open();
  await page.goto(address);
  const { stdout } = await command(service, 'management', 'add', '--role', 'reader', '--json');
  const { secretToken } = JSON.parse(stdout) as { secretToken: string };
  rememberSecret(secretToken);
  await signIn(secretToken);
  await page.getByText('Single sign-on is on').waitFor();
  await page.getByText(metadataUrl).waitFor();
  expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
  await checkAccessibility();
});
