import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleDirectory } from '../../../cli/entra/source/sample/sample.ts';
import { textIn } from '../../../cli/entra/source/entry.ts';
import { writeSource } from '../../../cli/entra/source/write.ts';
import { browserPath, startBrowser } from '../../support/browser.ts';
import { PlainScimServer } from '../../support/entra/plainScimServer.ts';
import { measurePage } from '../../support/measurePage.ts';
import { runHere } from '../../support/runHere.ts';

if (browserPath === undefined)
  console.warn(
    'No browser on this machine: the report of a cycle was not opened. Debian: apt-get install chromium-headless-shell.',
  );

const sample = sampleDirectory({ users: 60, groups: 3, seed: 'report' });
const pins = sample.users.flatMap((user) => textIn(user, 'extensionAttribute2') ?? []);
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

let server: PlainScimServer;
let folder: string;
let file: string;
let browser: Browser | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  file = join(folder, 'report.html');
  server = await PlainScimServer.start({ hidden: [`${uniflow}:pin`, `${uniflow}:cardRegistrationCode`] });
  await writeSource(join(folder, 'source'), sample);
  // Its long words must not make a phone's page wide, and it repeats what it was sent.
  server.conduct = ({ method, body }) =>
    method === 'POST' && JSON.stringify(body).includes('"pin"')
      ? { status: 400, body: { scimType: 'invalidValue', detail: `${uniflow}:pin, ${JSON.stringify(body)}` } }
      : undefined;
  const words = ['--tenant-url', server.tenantUrl, '--source', join(folder, 'source'), '--rate', '1000'];
  await runHere(['entra', 'cycle', ...words, '--state', join(folder, 'job'), '--report', file], {
    SCIM_TOKEN: server.token,
  });
});
afterAll(async () => {
  await browser?.close();
  await server.close();
  await rm(folder, { recursive: true });
});

describe.skipIf(browserPath === undefined)('the report of a cycle, opened in a browser', () => {
  let page: Page;
  /** What its console says, and every request that it makes. */
  const noises: string[] = [];
  beforeAll(async () => {
    browser = await startBrowser();
    page = await browser.newPage();
    const address = pathToFileURL(file).href;
    page.on('console', (message) => noises.push(message.text()));
    page.on('pageerror', (error) => noises.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== address) noises.push(request.url());
    });
    await page.goto(address);
  });

  test.each([
    [390, 'light', 'rgb(246, 247, 249)'],
    [1280, 'light', 'rgb(246, 247, 249)'],
    [1280, 'dark', 'rgb(20, 22, 26)'],
    [390, 'dark', 'rgb(20, 22, 26)'],
  ] as const)(
    '%i pixels wide and %s: it fits, is readable and draws its plots',
    async (width, colorScheme, ground) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      // The plots follow the window a moment later.
      const looks = expect.poll(() => measurePage(page), { timeout: 20_000 });
      await looks.toMatchObject({ width, ground, drawn: [true, true] });
      const { lowestContrast } = await measurePage(page);
      expect(lowestContrast).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('a failed request opens with what was sent and answered', async () => {
    const failed = page.locator('details', { hasText: 'POST …/scim/Users' }).first();
    await failed.locator('summary').click();
    expect(await failed.locator('pre').first().innerText()).toContain(`POST ${server.tenantUrl}/Users\n{`);
    expect(await failed.locator('pre').last().innerText()).toContain('400\n{\n "scimType": "invalidValue"');
  });

  test('it loads nothing, and no script of it fails', () => {
    expect(noises).toEqual([]);
  });
});

test('the report of a cycle holds no PIN and no token, also where the service repeats them', async () => {
  const page = await readFile(file, 'utf8');
  expect(page).toContain('[Redact]');
  expect(pins.length).toBeGreaterThan(5);
  expect([...pins, server.token].filter((secret) => page.includes(secret))).toEqual([]);
});
