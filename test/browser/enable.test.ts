import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleDirectory } from '../../cli/entra/source/sample/sample.ts';
import { writeSource } from '../../cli/entra/source/write.ts';
import { command, enableTenant } from '../support/service.ts';
import { runHere } from '../support/runHere.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { useConsole, type ConsolePage } from '../support/useConsole.ts';

const { service, open } = await useConsole();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  await writeSource(join(folder, 'source'), sampleDirectory({ users: 12, groups: 2, seed: 'console' }));
});
afterAll(() => rm(folder, { recursive: true }));

/** Everything that the page or its browser could keep: elements, values of controls, storage, addresses. */
function everythingKept(page: Page): Promise<string> {
  return page.evaluate<string>(
    `JSON.stringify([document.documentElement.outerHTML, [...document.querySelectorAll('input')].map(({ value }) => value),
      Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href, history.state,
      performance.getEntries().map(({ name }) => name)])`,
  );
}

/** The JavaScript heap of the page, after garbage was collected. Without axe, which doubles it. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const pieces: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => pieces.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return pieces.join('');
}

async function addProvider({ page }: ConsolePage, displayName: string): Promise<void> {
  await page.getByRole('link', { name: 'Tenants', exact: true }).click();
  await page.getByRole('link', { name: 'Add identity provider' }).click();
  await page.getByLabel('Display name').fill(displayName);
  await page.getByText('This name is free.').waitFor();
  expect(await page.getByLabel('Provider type').inputValue()).toBe('WS-Federation');
  expect(await page.getByLabel('WS-Federation type').locator('option:checked').innerText()).toBe(
    'Microsoft Entra ID',
  );
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: displayName }).waitFor();
  await page.getByText('Provisioning is off', { exact: true }).waitFor();
}

let administrator: ConsolePage;
beforeAll(async () => {
  administrator = await open();
  await administrator.signIn();
});

/** What the dialog shows under a label. */
function shown(page: Page, label: string): Promise<string> {
  return page
    .getByRole('dialog')
    .locator('dl > div', { hasText: label })
    .locator('dd code')
    .first()
    .innerText();
}

const occurrences = (text: string, part: string) => text.split(part).length - 1;

describe('the second step of the seed: add an identity provider, enable provisioning', () => {
  test('by client credentials; then Entra provisions with what the dialog showed', async () => {
    const console = await open();
    const { page } = console;
    await console.signIn();
    await addProvider(console, 'Contoso Ltd');
    const added = await command(service, 'tenant', 'show', 'contoso-ltd', '--json');
    expect(JSON.parse(added.stdout)).toMatchObject({ provisioning: { enabled: false } });

    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    expect(await page.getByLabel('OAuth 2.0 client credentials').isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Client secret', { exact: true }).waitFor();
    const tenantUrl = await shown(page, 'Provisioning tenant URL');
    const tokenEndpoint = await shown(page, 'Token endpoint');
    const clientId = await shown(page, 'Client ID');
    const secret = await shown(page, 'Client secret');
    rememberSecret(secret);
    expect(tenantUrl).toBe(`${service.url}/scim/contoso-ltd`);
    expect(tokenEndpoint).toBe(`${tenantUrl}/oauth2/token`);
    expect(secret).toMatch(/^ufscimc_/);
    // Once: not in an attribute, nor in the value of a control.
    expect(occurrences(await everythingKept(page), secret)).toBe(1);

    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.getByText('Say that you have stored it, then close.').waitFor();
    await page.goBack();
    await page.goForward();
    expect(await dialog.getByText(secret).isVisible()).toBe(true);
    // What finds it in the heap now would find it afterwards.
    expect(await heapOf(page)).toContain(secret);
    await dialog.getByLabel('I have stored it').check();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.getByText('Provisioning is on', { exact: true }).waitFor();
    expect(await everythingKept(page)).not.toContain(secret);
    expect(await heapOf(page)).not.toContain(secret);
    expect(console.requests.filter(({ url, body }) => `${url} ${body}`.includes(secret))).toEqual([]);

    const { code, stdout } = await runHere(
      [
        ...['entra', 'cycle', '--tenant-url', tenantUrl, '--source', join(folder, 'source')],
        ...['--state', join(folder, 'job'), '--rate', '1000', '--client-id', clientId],
      ],
      { SCIM_CLIENT_SECRET: secret },
    );
    expect({ code, stdout }).toMatchObject({ code: 0 });
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByText(/^1\d of 1\d$/).waitFor();
    await page.getByRole('link', { name: 'Log' }).click();
    await page.getByRole('cell', { name: 'Created' }).first().waitFor();
  });

  test('by client credentials, accessibly', async () => {
    const { page, checkAccessibility } = administrator;
    await addProvider(administrator, 'Adatum');
    await checkAccessibility();
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    await checkAccessibility();
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    rememberSecret(await shown(page, 'Client secret'));
    await checkAccessibility();
    await page.getByRole('dialog').getByLabel('I have stored it').check();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByText('Provisioning is on', { exact: true }).waitFor();
    await checkAccessibility();
  });

  test('by secret token', async () => {
    const console = await open();
    const { page } = console;
    await console.signIn();
    await addProvider(console, 'Fabrikam');
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    await page.getByLabel('Secret token').check();
    await console.checkAccessibility();
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    const secret = await shown(page, 'Provisioning secret token');
    rememberSecret(secret);
    await console.checkAccessibility();
    const url = `${await shown(page, 'Provisioning tenant URL')}/Users?count=0`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${secret}` } });
    expect(answer.status).toBe(200);
    // Who signs out, or is idle, loses it.
    await page.evaluate(`document.querySelector('.bar button').click()`);
    await page.getByText('You are signed out.').waitFor();
    expect(await everythingKept(page)).not.toContain(secret);
  });

  test('by workload identity federation, which has no secret', async () => {
    const { page } = administrator;
    await addProvider(administrator, 'Northwind');
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    await page.getByLabel('Workload identity federation').check();
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    await page.getByText('Paste the audience.').waitFor();
    const directory = '11111111-2222-3333-4444-555555555555';
    const subject = '66666666-7777-8888-9999-000000000000';
    await page.getByLabel('Issuer').fill(`https://login.microsoftonline.com/${directory}/v2.0`);
    await page.getByLabel('Subject').fill(subject.toUpperCase());
    await page.getByLabel('Audience').fill('api://northwind/.default');
    await page.getByRole('button', { name: 'Enable provisioning' }).click();
    expect(await shown(page, 'Client ID')).toBe(subject);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await page.getByText('Provisioning is on', { exact: true }).waitFor();
  });
});

test('Progress and Log fill while one watches a cycle, without a key or a click', async () => {
  const { tenantUrl, token } = await enableTenant(service, 'tailspin', '--display-name', 'Tailspin');
  const [progress, log] = await Promise.all(
    ['Provisioning', 'Log'].map(async (tab) => {
      const console = await open();
      const { page } = console;
      await console.signIn();
      await page.getByRole('link', { name: 'Tenants', exact: true }).click();
      await page.getByRole('link', { name: 'Tailspin' }).click();
      await page.getByRole('link', { name: tab }).click();
      return page;
    }),
  );
  const facts = progress?.locator('.facts');
  await facts?.getByText('0', { exact: true }).first().waitFor();
  await log?.getByLabel('Live').check();
  const cycle = runHere(
    [
      ...['entra', 'cycle', '--tenant-url', tenantUrl, '--source', join(folder, 'source')],
      ...['--state', join(folder, 'watched'), '--rate', '10'],
    ],
    { SCIM_TOKEN: token },
  );
  await log?.getByRole('cell', { name: 'Created' }).first().waitFor();
  await progress?.getByText('An initial cycle runs').waitFor();
  expect((await cycle).code).toBe(0);
  await facts?.getByText(/^1\d$/).waitFor();
  await facts?.getByText('2', { exact: true }).waitFor();
});

test('a name that is taken is said while it is typed', async () => {
  const { page } = administrator;
  await page.getByRole('link', { name: 'Tenants', exact: true }).click();
  await page.getByRole('link', { name: 'Add identity provider' }).click();
  await page.getByLabel('Display name').fill('Demo');
  await page.getByText('There is a tenant “demo” already.').waitFor();
  await page.getByLabel('Tenant name').fill('Not so');
  await page.getByText('1 to 63 lower-case letters, digits and hyphens').waitFor();
});

test('a credential is handed over by a link that opens once', async () => {
  const { page, checkAccessibility } = administrator;
  await addProvider(administrator, 'Litware');
  await page.getByRole('button', { name: 'Enable provisioning' }).click();
  await page.getByLabel('Secret token').check();
  await page.getByRole('button', { name: 'Enable provisioning' }).click();
  const secret = await shown(page, 'Provisioning secret token');
  rememberSecret(secret);
  await page.getByText('Hand it over by a one-time link').click();
  await page.getByLabel('For whom').fill('Ada of Litware');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await shown(page, 'Link');
  rememberSecret(new URL(link).hash.slice(1));
  await checkAccessibility();
  const customer = await page.context().browser()?.newPage();
  await customer?.goto(link);
  await customer?.getByRole('button', { name: 'Show the credentials' }).click();
  await customer?.getByText(secret).waitFor();
  await customer?.close();
  await page.getByLabel('I have stored it').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Credentials' }).click();
  await page
    .getByRole('row', { name: /Ada of Litware/ })
    .getByText('Opened')
    .waitFor();
  await checkAccessibility();
});
