import { describe, expect, test } from 'vitest';
import { useConsole } from '../support/useConsole.ts';

const { service, open } = await useConsole();

describe('signing in', () => {
  test('with a management token shows the overview, and who is signed in', async () => {
    const { page, signIn, checkAccessibility } = await open();
    await checkAccessibility();
    await signIn();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect(await page.locator('.person').innerText()).toContain('npm start');
    expect(await page.locator('.person').innerText()).toContain('Administrator');
    await checkAccessibility();
  });

  test('says why a token is refused, and the id of the request', async () => {
    const { page } = await open();
    await page.getByLabel('Token').fill('ufscim_wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const problem = page.getByRole('alert');
    expect(await problem.innerText()).toMatch(/token/i);
    expect(await problem.innerText()).toMatch(/Request id: [0-9a-f-]{36}/);
  });

  test('keeps the token in no storage, no address and no element', async () => {
    const { page, signIn } = await open();
    await signIn();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    const kept = await page.evaluate<string>(
      `JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href,
        history.state, document.documentElement.outerHTML, [...document.querySelectorAll('input')].map(({ value }) => value)])`,
    );
    expect(kept).not.toContain(service.managementToken);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  test('comes to the screen that the address names', async () => {
    const { page, signIn } = await open();
    await page.goto(`${service.url}/console/tenants/demo/provisioning`);
    await signIn();
    await page.getByRole('heading', { level: 1, name: 'demo' }).waitFor();
    expect(await page.getByRole('link', { name: 'Provisioning' }).getAttribute('aria-current')).toBe('page');
  });
});

describe('the session', () => {
  test('ends after 15 minutes without a key or a pointer, and says so before', async () => {
    const { page, signIn } = await open();
    await page.clock.install();
    await signIn();
    await page.clock.runFor('14:01');
    await page.getByText('Nobody has used this page for 14 minutes').waitFor();
    await page.keyboard.press('Shift');
    await page.clock.runFor('14:01');
    await page.getByText('Nobody has used this page for 14 minutes').waitFor();
    await page.clock.runFor('01:00');
    await page.getByText('You were signed out, because nobody used the page for 15 minutes.').waitFor();
    expect(await page.getByRole('heading', { level: 1, name: 'Overview' }).count()).toBe(0);
  });

  test('ends when the person signs out', async () => {
    const { page, signIn } = await open();
    await signIn();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
  });
});
