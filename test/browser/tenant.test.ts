import { beforeAll, describe, expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import { enableTenant, type EnabledTenant } from '../support/service.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { useConsole, type ConsolePage } from '../support/useConsole.ts';

const { service, open } = await useConsole();
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
const pin = '80417766';

let tenant: EnabledTenant;
let window: ConsolePage;
beforeAll(async () => {
  rememberSecret(pin);
  tenant = await enableTenant(service, 'proseware', '--display-name', 'Proseware Ltd');
  const entra = clientOf(tenant.tenantUrl, tenant.token);
  for (const name of ['ada', 'grace', 'edsger'])
    await entra.send('POST', '/Users', {
      ...{ externalId: `${name}-1`, userName: `${name}@proseware.com`, displayName: `${name} of Proseware` },
      emails: [{ type: 'work', value: `${name}@proseware.com` }],
      [uniflow]: { cardNumber: `00${name}`, pin },
    });
  const { body } = await entra.send('GET', '/Users?filter=userName+eq+"ada@proseware.com"');
  const { id } = body.Resources[0] as { id: string };
  await entra.send('POST', '/Groups', {
    displayName: 'Printers',
    externalId: 'g1',
    members: [{ value: id }],
  });
  // Refused: the name is taken.
  await entra.send('POST', '/Users', { externalId: 'twice', userName: 'ADA@proseware.com' });
  window = await open();
  await window.signIn();
});

async function show(tab: string): Promise<ConsolePage> {
  const { page } = window;
  await page.getByRole('link', { name: 'Tenants', exact: true }).first().click();
  await page.getByRole('link', { name: 'Proseware Ltd' }).click();
  await page
    .getByRole('navigation', { name: 'Sections of the identity provider' })
    .getByRole('link', { name: tab })
    .click();
  return window;
}

describe('General', () => {
  test('changes the display name and a setting', async () => {
    const { page, checkAccessibility } = await show('General');
    await page.getByLabel('Display name').fill('Proseware Limited');
    await page.getByLabel('Days that the provisioning log is kept').fill('30');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Proseware Limited' }).waitFor();
    expect(await page.getByLabel('Days that the provisioning log is kept').inputValue()).toBe('30');
    await checkAccessibility();
    await page.getByLabel('Display name').fill('Proseware Ltd');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Proseware Ltd' }).waitFor();
  });

  test('says what a value must be, and puts the focus there', async () => {
    const { page } = await show('General');
    await page.getByLabel('Days that the provisioning log is kept').fill('0');
    await page.getByRole('button', { name: 'Save' }).click();
    const field = page.getByLabel('Days that the provisioning log is kept');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const focused = page.locator(':focus');
    await expect.poll(() => focused.getAttribute('id')).toBe(await field.getAttribute('id'));
    await page.getByText('A number from 1 to 3650, or nothing.').waitFor();
  });
});

describe('Users', () => {
  test('finds by indexed attributes', async () => {
    const { page, checkAccessibility } = await show('Users');
    await page.getByText('3 of 3').waitFor();
    await checkAccessibility();
    await page.getByLabel('Search by').selectOption({ label: 'Card number is' });
    await page.getByLabel('Text').fill('00grace');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('1 of 1').waitFor();
    await page.getByLabel('Text').fill('nobody"');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('No user is like that').waitFor();
  });

  test('reveals a PIN to who says why, and hides it after 30 seconds', async () => {
    const other = await open();
    const { page } = other;
    await page.clock.install();
    await page.goto(`${service.url}/console/tenants/proseware/users`);
    await other.signIn();
    await page.getByRole('link', { name: 'ada@proseware.com' }).click();
    await page.getByRole('button', { name: 'Reveal PIN or code' }).click();
    await page.getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.getByText('Say why.').waitFor();
    await other.checkAccessibility();
    await page.getByLabel('Reason').fill('Ticket 4711');
    await page.getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.getByText(pin).waitFor();
    await page.clock.runFor('00:31');
    await expect.poll(() => page.getByText(pin).count()).toBe(0);
    await other.checkAccessibility();
  });

  test('has the focus at the name of a user, and back at the name of the tenant', async () => {
    const { page } = await show('Users');
    const focus = page.locator(':focus');
    await page.getByRole('link', { name: 'ada@proseware.com' }).press('Enter');
    await expect.poll(() => focus.innerText()).toBe('ada@proseware.com');
    await page.getByRole('link', { name: 'All users' }).press('Enter');
    await expect.poll(() => focus.innerText()).toBe('Proseware Ltd');
  });

  test('deletes a user after asking', async () => {
    const { page } = await show('Users');
    await page.getByRole('link', { name: 'edsger@proseware.com' }).click();
    await page.getByRole('button', { name: 'Delete user' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete user' }).click();
    await page.getByText('edsger@proseware.com is deleted.').waitFor();
    await page.getByText('2 of 2').waitFor();
  });
});

test('Groups shows the members of a group', async () => {
  const { page, checkAccessibility } = await show('Groups');
  await checkAccessibility();
  await page.getByRole('link', { name: 'Printers' }).click();
  await page.getByRole('region', { name: 'Members' }).getByRole('link').waitFor();
  await checkAccessibility();
});

describe('Log', () => {
  test('filters, follows what happens, and exports', async () => {
    const { page, checkAccessibility } = await show('Log');
    await page.getByRole('cell', { name: 'Refused' }).waitFor();
    await checkAccessibility();
    await page.getByLabel('Action').selectOption({ label: 'Refused' });
    await page.getByRole('button', { name: 'Filter' }).click();
    await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('button', { name: /^Explain/ }).click();
    await page.getByRole('dialog').getByText('uniquenessConflict').waitFor();
    await checkAccessibility();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^proseware-log-.*\.csv$/);
    await page.getByLabel('Live').check();
    await clientOf(tenant.tenantUrl, tenant.token).send('POST', '/Users', {
      externalId: 'again',
      userName: 'ada@proseware.com',
    });
    await expect.poll(() => page.locator('tbody tr').count(), { timeout: 20_000 }).toBe(2);
  });
});

describe('Credentials', () => {
  test('adds a token, shows it once, and revokes it', async () => {
    const { page, checkAccessibility } = await show('Credentials');
    await checkAccessibility();
    await page.getByRole('button', { name: 'Add secret token' }).click();
    await page.getByLabel('Label').fill('Second');
    await page.getByRole('button', { name: 'Make it' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Provisioning secret token').waitFor();
    rememberSecret(await dialog.locator('code').last().innerText());
    await checkAccessibility();
    await dialog.getByLabel('I have stored it').check();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Revoke: Second' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Revoke: Second' }).count()).toBe(0);
  });

  test('asks for the name of the tenant before it revokes the one in use', async () => {
    const { page } = await show('Credentials');
    await page
      .getByRole('button', { name: /^Revoke: / })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This one was used last').waitFor();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await dialog.getByText('This is not “proseware”.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  });
});

describe('Danger', () => {
  test('disables provisioning, and removes a tenant whose name is typed', async () => {
    const { page, checkAccessibility } = await show('Danger');
    await checkAccessibility();
    await page.getByRole('button', { name: 'Disable provisioning' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable provisioning' }).click();
    await page.locator('.title').getByText('Off').waitFor();
    await page.getByRole('button', { name: 'Remove tenant' }).click();
    await page.getByLabel('Type proseware to confirm').fill('proseware');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove tenant' }).click();
    await page.getByText(/rows are deleted so far/).waitFor();
    await checkAccessibility();
  });
});
