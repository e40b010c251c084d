import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { rememberSecret } from '../support/secretSearch.ts';
import { useConsole } from '../support/useConsole.ts';

// Of its own: nothing needs attention in it.
const { service, open } = await useConsole({});

/** What a screen reader calls the element that has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    `(({ labels, ariaLabel, innerText }) => ariaLabel ?? labels?.[0]?.innerText ?? innerText ?? '')(document.activeElement)`,
  );
}

/** Presses Tab, or Shift and Tab, until an element of this name has the focus. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    if (name.test(await focused(page))) return;
  }
  throw new Error(`Tab reaches nothing that is called ${String(name)}.`);
}

test('by keys alone a person signs in, adds an identity provider and enables provisioning', async () => {
  const { page } = await open({ forcedColors: 'active', permissions: ['clipboard-write'] });
  await tabTo(page, /^Token/);
  await page.keyboard.insertText(service.managementToken);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  // The heading has the focus, so that a screen reader says where the person is.
  await expect.poll(() => focused(page)).toBe('Overview');

  await tabTo(page, /^Tenants/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('table').waitFor();
  await expect.poll(() => focused(page)).toBe('Tenants');
  await tabTo(page, /^Add identity provider/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Display name/);
  await page.keyboard.insertText('Contoso');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Contoso' }).waitFor();

  await tabTo(page, /^Enable provisioning/);
  await page.keyboard.press('Enter');
  // The form takes the focus, and gives it back.
  await expect.poll(() => focused(page)).toMatch(/^OAuth 2.0 client credentials/);
  await tabTo(page, /^Cancel/);
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toBe('Enable provisioning');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page)).toMatch(/^OAuth 2.0 client credentials/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, /^Enable provisioning/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Provisioning secret token').waitFor();
  rememberSecret(await dialog.locator('dd code').nth(1).innerText());
  await expect.poll(() => focused(page)).toBe('Credentials of Contoso');
  await tabTo(page, /^Copy: Provisioning secret token/);
  await page.keyboard.press('Enter');
  await dialog.getByRole('status').getByText('Copied: Provisioning secret token').waitFor();
  // Esc does not close it, and says what does.
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toMatch(/^I have stored it/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Close/);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('dialog').count()).toBe(0);
  // What opened the dialog is gone; the focus is not lost.
  await expect.poll(() => focused(page)).toBe('Contoso');

  // What opened the next one is there.
  await page.getByRole('link', { name: 'Credentials' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('table').waitFor();
  await tabTo(page, /^Revoke: Entra/);
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('Revoke: Entra');
});

test('a screen reader is told names without their explanations, and no more than is there', async () => {
  const { page, signIn } = await open();
  await signIn();
  const main = page.getByRole('main');
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  await page.locator('canvas').waitFor();
  // The plot: one picture with a name, and not its legend as an empty table.
  expect(await main.getByRole('img').count()).toBe(1);
  expect(await main.getByRole('table').count()).toBe(0);
  await page.getByRole('link', { name: 'Add identity provider' }).click();
  await page.getByLabel('Display name').fill('Fabrikam');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Enable provisioning' }).click();
  expect(await main.getByRole('group').ariaSnapshot()).toContain(
    '- radio "OAuth 2.0 client credentials (proposed)" [checked]',
  );
  expect(await main.getByRole('status').count()).toBe(1);
});
