import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** What looks at the state of its whole process, or changes it: each has a process of its own. */
const alone = [
  'cli/host/schedule.test.ts',
  'test/api/lateModules.test.ts',
  'test/api/leaks.test.ts',
  // A stopped service still exports its telemetry.
  'test/api/otlp.test.ts',
  'test/fault/telemetry.test.ts',
  'test/cli/host/timers.test.ts',
  'test/infra/package.test.ts',
  // It counts the waits of its whole process, and services of other files wait, too.
  'test/store/tenantDirectory.test.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['test/support/searchConsole.ts'],
    globalSetup: ['test/support/searchSummary.ts', 'test/support/compileCache.ts'],
    // One more than there are cores, because some tests wait for a clock. Each process starts a table server and compiles
    // everything again: four on two cores take a fifth more processor time than two.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['{shared,cli,console,scripts,bench,test}/**/*.test.ts'],
          // test/browser/ has a configuration of its own.
          exclude: [...alone, 'test/browser/**'],
          // Modules are loaded once in a process and not once in a file, which was a third of the whole time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
    // The first test of a file waits for its service, and in .ci/run for what else runs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
