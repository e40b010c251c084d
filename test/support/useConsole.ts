import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, onTestFinished } from 'vitest';
import { sharedBrowser } from './browser.ts';
import { startService, type RunningService } from './service.ts';
import { searchShared } from './useTenant.ts';

/** The web console of a service, in a browser. */
export interface Console {
  readonly service: RunningService;
  /** Opens a window of its own, on the page that signs in. */
  readonly open: (options?: BrowserContextOptions) => Promise<ConsolePage>;
}

export interface ConsolePage {
  readonly page: Page;
  /** What the browser complains about: violations of the policy, errors of scripts. */
  readonly complaints: readonly string[];
  /** Every request that the page has made, with its body. */
  readonly requests: readonly { readonly url: string; readonly method: string; readonly body: string }[];
  /** Signs in. @param token by default the administrator's that `npm start` prints. */
  readonly signIn: (token?: string, tenant?: string) => Promise<void>;
  /** Fails if axe finds anything on what is shown. */
  readonly checkAccessibility: () => Promise<void>;
}

const start = (environment: Readonly<Record<string, string>>) =>
  startService({ SCIM_MANAGEMENT_API: 'on', SCIM_CONSOLE: 'on', ...environment });

/** One for each process: the files that run in it one after the other need none of their own. */
let shared: Promise<RunningService> | undefined;

/**
 * Gives the test file that calls it at its top level a console.
 *
 * @param environment of a service of its own. Without it, files that name their tenants differently share one.
 */
export async function useConsole(environment?: Readonly<Record<string, string>>): Promise<Console> {
  const service = await (environment === undefined ? (shared ??= start({})) : start(environment));
  const browser = await sharedBrowser();
  const opened: ConsolePage[] = [];
  afterAll(async () => {
    for (const { page } of opened) await page.context().close();
    await (environment === undefined ? searchShared(service) : service.stop());
    expect(opened.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  return {
    service,
    async open(options = {}) {
      const made = await openConsole(browser, service, options);
      opened.push(made);
      closeWithTest(made.page);
      return made;
    },
  };
}

/** A window that nobody looks at any more still asks for news. */
function closeWithTest(page: Page): void {
  try {
    onTestFinished(() => page.context().close());
  } catch {
    // Opened before the tests, for all of them.
  }
}

async function openConsole(
  browser: Browser,
  service: RunningService,
  options: BrowserContextOptions,
): Promise<ConsolePage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    // Nobody watches.
    reducedMotion: 'reduce',
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: { url: string; method: string; body: string }[] = [];
  page.on('console', (message) => {
    // An answer of 404 or 429 is a message of the browser, too; screens show those. Pages of Entra are not ours.
    const ours = message.location().url.startsWith(service.url);
    if (ours && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) =>
    requests.push({ url: request.url(), method: request.method(), body: request.postData() ?? '' }),
  );
  await page.goto(`${service.url}/console`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  return {
    page,
    complaints,
    requests,
    async signIn(token = service.managementToken, tenant) {
      await page.getByLabel('Token', { exact: false }).first().fill(token);
      if (tenant !== undefined) {
        await page.getByText('I have a credential of one tenant').click();
        await page.getByLabel('Tenant name').fill(tenant);
      }
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
    },
    async checkAccessibility() {
      expect(await accessibilityFindings(page)).toEqual([]);
    },
  };
}

/** What axe finds: rule and elements, a line for each. */
export async function accessibilityFindings(page: Page): Promise<readonly string[]> {
  // By the debugger: the page's policy lets no other script in. Once for each document: it is half a megabyte.
  if (await page.evaluate(`typeof axe === 'undefined'`)) await page.evaluate(axe.source);
  const found = await page.evaluate<{ violations: axe.Result[] }>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  );
  return found.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
}
