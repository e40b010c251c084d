import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleDirectory } from '../../cli/entra/source/sample/sample.ts';
import { writeSource } from '../../cli/entra/source/write.ts';
import { clientOf } from '../support/client.ts';
import { measurePage } from '../support/measurePage.ts';
import { runHere } from '../support/runHere.ts';
import { command, enableTenant } from '../support/service.ts';
import { useConsole, type ConsolePage } from '../support/useConsole.ts';

/** Where the screenshots of docs/console.md are; they are made only if somebody asks: "npm run docs:screens". */
const pictures = join(import.meta.dirname, '../../docs/console');
const wanted = process.env.SCREENSHOTS === 'on';

const { service, open } = await useConsole({ SCIM_SINGLE_SIGN_ON: 'on' });

/** Address, name of the picture, and a text that is there when the screen is complete. */
const screens = [
  ['overview', 'overview', 'Requests by hour'],
  ['tenants', 'tenants', 'Contoso Ltd'],
  ['add', 'add-identity-provider', 'Advanced settings'],
  ['tenants/contoso', 'general', 'Settings'],
  ['tenants/contoso/provisioning', 'provisioning', 'Users and groups by minute'],
  ['tenants/contoso/single-sign-on', 'single-sign-on', 'Values for Entra'],
  ['tenants/contoso/credentials', 'credentials', 'Federated credentials'],
  ['tenants/contoso/users', 'users', 'Show all'],
  ['tenants/contoso/groups', 'groups', 'Show all'],
  ['tenants/contoso/log', 'log', 'Export CSV'],
  ['tenants/contoso/danger', 'danger', 'Remove tenant'],
  ['deployment', 'deployment', 'Audit log'],
] as const;

let folder: string;
beforeAll(async () => {
  await mkdir(pictures, { recursive: true });
  folder = await mkdtemp(join(tmpdir(), 'console-'));
  await writeSource(join(folder, 'source'), sampleDirectory({ users: 40, groups: 3, seed: 'screens' }));
  const { tenantUrl, token } = await enableTenant(service, 'contoso', '--display-name', 'Contoso Ltd');
  await command(service, 'tenant', 'add', 'fabrikam', '--display-name', 'Fabrikam Printing');
  await command(service, 'tenant', 'add', 'northwind', '--display-name', 'Northwind Traders');
  await runHere(
    [
      ...['entra', 'cycle', '--tenant-url', tenantUrl, '--source', join(folder, 'source')],
      ...['--state', join(folder, 'job'), '--rate', '1000'],
    ],
    { SCIM_TOKEN: token },
  );
  const taken = { externalId: 'taken', userName: 'nobody@contoso.com', active: 'perhaps' };
  await clientOf(tenantUrl, token).send('POST', '/Users', taken);
  // It counts the users and groups for the overview.
  await fetch(`${service.url}/admin/functions/maintenance`, { method: 'POST', body: '{}' });
});
afterAll(() => rm(folder, { recursive: true }));

let light: ConsolePage;
let dark: ConsolePage;
/** The service writes its counts down once a minute: a picture without them shows nothing. */
async function waitForCounts({ page }: ConsolePage): Promise<void> {
  await show(light, 'overview', 'Requests by hour');
  const users = page.locator('.tiles div', { hasText: 'Users' }).locator('dd');
  while ((await users.innerText()) === '0') {
    await page.waitForTimeout(5_000);
    await page.getByRole('button', { name: 'Refresh' }).click();
  }
}

beforeAll(async () => {
  light = await open();
  dark = await open({ colorScheme: 'dark', viewport: { width: 390, height: 844 } });
  if (wanted) await light.page.screenshot({ path: join(pictures, 'sign-in.png') });
  await light.signIn();
  await dark.signIn();
  if (wanted) await waitForCounts(light);
}, 240_000);

/** Follows an address in the page: to load it again would end the session. */
async function show({ page }: ConsolePage, address: string, text: string): Promise<void> {
  await page.evaluate(
    `history.pushState(null, '', '/console/${address}'); dispatchEvent(new PopStateEvent('popstate'));`,
  );
  await page.locator('main').getByText(text).first().waitFor();
  // The policy of the page lets Playwright wait for no function in it.
  while ((await page.locator('.loading').count()) > 0) await page.waitForTimeout(50);
}

describe.each(screens)('/console/%s', (address, name, text) => {
  test('has no finding of axe, in the light and on a phone in the dark', async () => {
    await show(light, address, text);
    await light.checkAccessibility();
    if (wanted) {
      await light.page.setViewportSize({ width: 1120, height: 640 });
      await light.page.screenshot({ path: join(pictures, `${name}.png`) });
      await light.page.setViewportSize({ width: 1280, height: 800 });
    }
    await show(dark, address, text);
    await dark.checkAccessibility();
    if (process.env.LOOK !== undefined) {
      await light.page.screenshot({ path: join(process.env.LOOK, `${name}.png`), fullPage: true });
      await dark.page.screenshot({ path: join(process.env.LOOK, `${name}-phone.png`), fullPage: true });
    }
  });

  test.each([1280, 390, 320])('%i pixels wide it needs no sideways scrolling', async (width) => {
    // 320 pixels are a window of 1280 at 400 % (WCAG 2.2 section 1.4.10).
    await show(light, address, text);
    await light.page.setViewportSize({ width, height: 800 });
    await expect.poll(async () => (await measurePage(light.page)).width).toBeLessThanOrEqual(width);
    await light.page.setViewportSize({ width: 1280, height: 800 });
  });
});

test('Check says what the service finds', async () => {
  await show(light, 'tenants/contoso/provisioning', 'Users and groups by minute');
  await light.page.getByRole('button', { name: 'Check now' }).click();
  await light.page.getByRole('region', { name: 'Check' }).getByRole('row').nth(1).waitFor();
  await light.checkAccessibility();
});

test('plots are drawn', async () => {
  await show(light, 'overview', 'Requests by hour');
  await expect.poll(async () => (await measurePage(light.page)).drawn).toEqual([true]);
  await light.page.getByText('Requests by hour, in 24 hours: as a table').click();
  await light.page.getByRole('region', { name: 'Requests by hour, in 24 hours' }).waitFor();
  await light.checkAccessibility();
});
