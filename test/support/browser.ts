import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

// The first is Chromium without what a window needs: the same pages take half of the processor time.
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
];

/** The browser of this machine; `BROWSER_PATH` names another one. */
export const browserPath: string | undefined = [
  process.env.BROWSER_PATH ?? '',
  ...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
  ...applications,
].find(isExecutable);

function isExecutable(file: string): boolean {
  if (file === '') return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts the browser. Containers and root have no user namespaces for its sandbox; the tests open their own pages only.
 * Without a graphics card, drawing as if there were one takes an eighth of the processor time.
 */
export function startBrowser(): Promise<Browser> {
  if (browserPath === undefined) throw new Error('This machine has no browser.');
  return chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
}

let shared: Promise<Browser> | undefined;

/** One for each process, and it ends with that: each test opens windows of its own. */
export function sharedBrowser(): Promise<Browser> {
  return (shared ??= startBrowser());
}
