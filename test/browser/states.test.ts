import { beforeAll, describe, expect, test } from 'vitest';
import { clientOf } from '../support/client.ts';
import { command, enableTenant } from '../support/service.ts';
import { rememberSecret } from '../support/secretSearch.ts';
import { useConsole, type ConsolePage } from '../support/useConsole.ts';

const { service, open } = await useConsole();

/** Lets the next answers of the management API be these, and the ones after them the service's own. */
async function answerWith(
  { page }: ConsolePage,
  ...answers: readonly { status: number; retryAfter?: string; code?: string; detail?: string }[]
): Promise<void> {
  const left = [...answers];
  await page.route('**/manage/tenants?**', async (route) => {
    const next = left.shift();
    if (next === undefined) return route.continue();
    const { status, retryAfter, code = 'storageUnavailable', detail = 'Storage did not answer.' } = next;
    return route.fulfill({
      status,
      contentType: 'application/problem+json',
      headers: {
        'X-Request-Id': '00000000-0000-0000-0000-00000000abcd',
        ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
      },
      body: JSON.stringify({ type: 'about:blank', title: 'x', status, code, detail }),
    });
  });
}

let administrator: ConsolePage;
beforeAll(async () => {
  administrator = await open();
  await administrator.signIn();
});

/** The list of tenants, in a window in which the answers are the service's own. */
async function signedIn(console = administrator): Promise<ConsolePage> {
  const { page } = console;
  await page.unrouteAll();
  await page.getByRole('link', { name: 'Tenants', exact: true }).first().click();
  await page.getByLabel('Search by name').fill('');
  await page.getByLabel('Provisioning').selectOption('All');
  await page.getByRole('link', { name: 'demo' }).waitFor();
  return console;
}

describe('a screen that can not be read', () => {
  test('says why, which request it was, and reads again when the person says so', async () => {
    const console = await signedIn();
    const { page } = console;
    await answerWith(console, { status: 503 });
    await page.getByRole('button', { name: 'Refresh' }).click();
    const problem = page.getByRole('alert');
    await problem.getByText('Storage did not answer.').waitFor();
    expect(await problem.innerText()).toContain('00000000-0000-0000-0000-00000000abcd');
    await console.checkAccessibility();
    await problem.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => problem.count()).toBe(0);
  });

  test('counts down until the service takes requests again', async () => {
    const console = await open();
    const { page } = console;
    await page.clock.install();
    await console.signIn();
    await signedIn(console);
    await answerWith(console, { status: 429, retryAfter: '7', detail: 'Too many requests.' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    const again = page.getByRole('button', { name: /^Try again/ });
    await expect.poll(() => again.innerText()).toMatch(/in [67] s/);
    expect(await again.isDisabled()).toBe(true);
    await page.clock.runFor('00:08');
    await expect.poll(() => again.isEnabled()).toBe(true);
    await again.click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('forgets that a further page failed when another list is asked for', async () => {
    const { page } = await signedIn();
    await page.route('**/manage/tenants?**', async (route) => {
      const asked = new URL(route.request().url()).searchParams;
      if (asked.has('after')) return route.fulfill({ status: 503, json: { detail: 'No further page.' } });
      const answer = await route.fetch();
      const found = (await answer.json()) as object;
      return route.fulfill({ response: answer, json: asked.has('q') ? found : { ...found, next: 'demo' } });
    });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.getByRole('alert').getByText('No further page.').waitFor();
    await page.getByLabel('Search by name').fill('demo');
    await page.getByText('1 tenant', { exact: true }).waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('keeps what it showed while the computer is offline, and reads again afterwards', async () => {
    const { page } = await signedIn();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('This computer is offline.').waitFor();
    expect(await page.getByRole('link', { name: 'demo' }).isVisible()).toBe(true);
    await page.context().setOffline(false);
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('signs out if the service no longer accepts the token', async () => {
    const console = await signedIn();
    await answerWith(console, {
      status: 401,
      code: 'managementTokenInvalid',
      detail: 'The token is not valid.',
    });
    const { page } = console;
    const signedOut = page.getByText('You were signed out: the service no longer accepts the token.');
    // What the page reads by itself may have been refused by now.
    await page.getByRole('button', { name: 'Refresh' }).or(signedOut).first().click();
    await signedOut.waitFor();
    await console.signIn();
  });
});

describe('a role sees and does what it may', () => {
  async function tokenOf(role: string): Promise<string> {
    const { stdout } = await command(service, 'management', 'add', '--role', role, '--json');
    const { secretToken } = JSON.parse(stdout) as { secretToken: string };
    rememberSecret(secretToken);
    return secretToken;
  }

  async function tabsOf({ page }: ConsolePage): Promise<readonly string[]> {
    const tabs = page.getByRole('navigation', { name: 'Sections of the identity provider' });
    await tabs.getByRole('link').first().waitFor();
    return tabs.getByRole('link').allInnerTexts();
  }

  test.each([
    ['reader', ['General', 'Provisioning', 'Single sign-on', 'Credentials']],
    ['support', ['General', 'Provisioning', 'Single sign-on', 'Credentials', 'Users', 'Groups', 'Log']],
    [
      'admin',
      ['General', 'Provisioning', 'Single sign-on', 'Credentials', 'Users', 'Groups', 'Log', 'Danger'],
    ],
  ])('%s: %j', async (role, tabs) => {
    const console = await open();
    const { page } = console;
    await console.signIn(await tokenOf(role));
    await signedIn(console);
    const mayChange = role === 'admin' ? 1 : 0;
    expect(await page.getByRole('link', { name: 'Add identity provider' }).count()).toBe(mayChange);
    await page.getByRole('link', { name: 'demo' }).click();
    expect(await tabsOf(console)).toEqual(tabs);
    await page.getByText('One card is one person').waitFor();
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(mayChange);
    await page.getByRole('link', { name: 'Credentials' }).click();
    await page.getByRole('table').first().waitFor();
    expect(await page.getByRole('button', { name: /^Revoke/ }).count()).toBe(mayChange);
    expect(await page.getByRole('button', { name: /^Add/ }).count()).toBe(3 * mayChange);
  });

  test('a credential of a tenant sees that tenant alone', async () => {
    const console = await open();
    const { page } = console;
    const { stdout } = await command(service, 'token', 'add', 'demo', '--scope', 'management', '--json');
    const { secretToken } = JSON.parse(stdout) as { secretToken: string };
    rememberSecret(secretToken);
    await console.signIn(secretToken, 'demo');
    await page.getByRole('heading', { level: 1, name: 'demo' }).waitFor();
    expect(await tabsOf(console)).toEqual([
      ...['General', 'Provisioning', 'Single sign-on', 'Users', 'Groups', 'Log'],
    ]);
    expect(await page.getByRole('navigation', { name: 'Places' }).getByRole('link').allInnerTexts()).toEqual([
      'Identity provider',
    ]);
  });
});

test('the service searches for tenants, and the list keeps what it showed until it has found', async () => {
  await command(service, 'tenant', 'add', 'adatum', '--display-name', 'Adatum Printing');
  const { page, requests } = await signedIn();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('link', { name: 'Adatum Printing' }).waitFor();
  await page.getByLabel('Search by name').fill('PRINT');
  await page.getByText('1 tenant', { exact: true }).waitFor();
  expect(await page.getByRole('rowheader').allInnerTexts()).toEqual(['Adatum Printing\nadatum']);
  await page.getByLabel('Provisioning').selectOption('On');
  await page.getByText('No tenant is like that').waitFor();
  const asked = requests
    .map(({ url }) => new URL(url))
    .filter(({ pathname }) => pathname === '/manage/tenants');
  expect(
    asked.slice(-2).map(({ searchParams }) => [searchParams.get('q'), searchParams.get('state')]),
  ).toEqual([
    ['PRINT', null],
    ['PRINT', 'on'],
  ]);
});

test('what somebody else has changed is not deleted unseen', async () => {
  const { tenantUrl, token } = await enableTenant(service, 'wingtip', '--display-name', 'Wingtip');
  const entra = clientOf(tenantUrl, token);
  const user = { externalId: 'w1', userName: 'wendy@wingtip.example', displayName: 'Wendy' };
  const { id } = (await entra.send('POST', '/Users', user)).body;
  const { page } = await signedIn();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('link', { name: 'Wingtip' }).click();
  await page.getByRole('link', { name: 'Users' }).click();
  await page.getByRole('link', { name: 'wendy@wingtip.example' }).click();
  await page.getByRole('cell', { name: 'Wendy', exact: true }).waitFor();
  await entra.send('PUT', `/Users/${id}`, { ...user, displayName: 'Wendy Ann' });
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByText('Changed elsewhere').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('cell', { name: 'Wendy Ann' }).waitFor();
});

test('two browsers at once see what each other does, and neither undoes it', async () => {
  const [one, other] = [await signedIn(), await open()];
  await other.signIn();
  await signedIn(other);
  await command(service, 'tenant', 'add', 'shared', '--display-name', 'Shared');
  await one.page.getByRole('button', { name: 'Refresh' }).click();
  await one.page.getByRole('link', { name: 'Shared' }).click();
  await one.page.getByLabel('Display name').fill('Renamed');
  await one.page.getByRole('button', { name: 'Save' }).click();
  await one.page.getByRole('heading', { level: 1, name: 'Renamed' }).waitFor();
  await other.page.getByRole('button', { name: 'Refresh' }).click();
  await other.page.getByRole('link', { name: 'Renamed' }).click();
  await other.page.getByLabel('Display name').waitFor();
  await one.page.getByLabel('Days that the provisioning log is kept').fill('30');
  await one.page.getByRole('button', { name: 'Save' }).click();
  await one.page.getByText('Saved.').waitFor();
  await other.page.getByLabel('Display name').fill('Mine');
  await other.page.getByRole('button', { name: 'Save' }).click();
  await other.page.getByText('Changed elsewhere').waitFor();
  await other.page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect
    .poll(() => other.page.getByLabel('Days that the provisioning log is kept').inputValue())
    .toBe('30');
});

test('management tokens are made for a role, shown once and revoked; the audit log says so', async () => {
  const console = await signedIn();
  const { page } = console;
  await page.getByRole('link', { name: 'Deployment' }).click();
  await page.getByRole('button', { name: 'Add management token' }).click();
  await page.getByLabel('Label').fill('Help desk');
  await page.getByLabel('Support').check();
  await console.checkAccessibility();
  await page.getByRole('button', { name: 'Make it' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Management token', { exact: true }).waitFor();
  const token = await dialog.locator('dd code').innerText();
  rememberSecret(token);
  const { status, body } = await clientOf(`${service.url}/manage`, token).send('GET', '/me');
  expect({ status, role: (body as unknown as { role: string }).role }).toEqual({
    status: 200,
    role: 'support',
  });
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Revoke: Help desk' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Revoke: Help desk' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('cell', { name: 'managementToken.revoke' }).first().waitFor();
});
