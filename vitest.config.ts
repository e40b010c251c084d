import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['test/support/searchSummary.ts'],
    include: ['test/**/*.test.ts'],
    // A service and its storage are real processes; the first test of a file waits for them.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
