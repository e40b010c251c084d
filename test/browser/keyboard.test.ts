import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { rememberSecret } from '../support/secretSearch.ts';
import { useConsole } from '../support/useConsole.ts';

const { service, open } = await useConsole();

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
  const { page } = await open({ forcedColors: 'active' });
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
  await page.getByLabel('OAuth 2.0 client credentials').waitFor();
  await tabTo(page, /^OAuth 2.0 client credentials/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await tabTo(page, /^Enable provisioning/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Provisioning secret token').waitFor();
  rememberSecret(await dialog.locator('dd code').nth(1).innerText());
  await tabTo(page, /^I have stored it/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Close/);
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('dialog').count()).toBe(0);
  // What opened the dialog is gone; the focus is not lost.
  await expect.poll(() => focused(page)).toBe('Contoso');
});
