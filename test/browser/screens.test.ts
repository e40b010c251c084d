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

let shown: ConsolePage;
/** The service writes its counts down once a minute: a picture without them shows nothing. */
async function waitForCounts({ page }: ConsolePage): Promise<void> {
  await show('overview', 'Requests by hour');
  const users = page.locator('.tiles div', { hasText: 'Users' }).locator('dd');
  while ((await users.innerText()) === '0') {
    await page.waitForTimeout(5_000);
    await page.getByRole('button', { name: 'Refresh' }).click();
  }
}

beforeAll(async () => {
  shown = await open();
  if (wanted) await shown.page.screenshot({ path: join(pictures, 'sign-in.png') });
  await shown.signIn();
  if (wanted) await waitForCounts(shown);
}, 240_000);

/** Follows an address in the page: to load it again would end the session. */
async function show(address: string, text: string): Promise<void> {
  const { page } = shown;
  await page.evaluate(
    `history.pushState(null, '', '/console/${address}'); dispatchEvent(new PopStateEvent('popstate'));`,
  );
  await page.locator('main').getByText(text).first().waitFor();
  // The policy of the page lets Playwright wait for no function in it.
  while ((await page.locator('.loading').count()) > 0) await page.waitForTimeout(50);
}

const large = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

/** Fails if the page must be scrolled sideways. */
async function expectToFit(width: number): Promise<void> {
  await expect
    .poll(() => shown.page.evaluate('document.documentElement.scrollWidth'), { message: `${width} pixels` })
    .toBeLessThanOrEqual(width);
}

describe.each(screens)('/console/%s', (address, name, text) => {
  test('has no finding of axe and no sideways scrolling, in the light and on a phone in the dark', async () => {
    const { page, checkAccessibility } = shown;
    const look = async (suffix: string) => {
      if (process.env.LOOK === undefined) return;
      await page.screenshot({ path: join(process.env.LOOK, `${name}${suffix}.png`), fullPage: true });
    };
    await show(address, text);
    await checkAccessibility();
    await expectToFit(large.width);
    await look('');
    if (wanted) {
      await page.setViewportSize({ width: 1120, height: 640 });
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    }
    await page.setViewportSize(phone);
    await page.emulateMedia({ colorScheme: 'dark' });
    await checkAccessibility();
    await expectToFit(phone.width);
    await look('-phone');
    // A window of 1280 at 400 % (WCAG 2.2 section 1.4.10).
    await page.setViewportSize({ width: 320, height: 800 });
    await expectToFit(320);
    await page.setViewportSize(large);
    await page.emulateMedia({ colorScheme: 'light' });
  });
});

test('Check says what the service finds', async () => {
  await show('tenants/contoso/provisioning', 'Users and groups by minute');
  await shown.page.getByRole('button', { name: 'Check now' }).click();
  await shown.page.getByRole('region', { name: 'Check' }).getByRole('row').nth(1).waitFor();
  await shown.checkAccessibility();
});

test('plots are drawn', async () => {
  await show('overview', 'Requests by hour');
  await expect.poll(async () => (await measurePage(shown.page)).drawn).toEqual([true]);
  await shown.page.getByText('Requests by hour, in 24 hours: as a table').click();
  await shown.page.getByRole('region', { name: 'Requests by hour, in 24 hours' }).waitFor();
  await shown.checkAccessibility();
});
