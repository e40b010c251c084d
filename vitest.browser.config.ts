import { defineConfig } from 'vitest/config';

/** What needs a browser: "npm run test:browser" runs it. */
export default defineConfig({
  test: {
    globalSetup: ['test/support/searchSummary.ts', 'test/support/compileCache.ts'],
    setupFiles: ['test/support/searchConsole.ts'],
    include: ['test/browser/**/*.test.ts'],
    // Each process has a browser and a service, which its files share: two of them keep a small machine busy.
    maxWorkers: 2,
    isolate: false,
    // It says that it is not configured for production.
    onConsoleLog: (text) => !text.startsWith('oidc-provider '),
    // A step in a page has a limit of its own (test/support/useConsole.ts), which says what it has waited for.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 180_000,
    hookTimeout: 90_000,
  },
});
