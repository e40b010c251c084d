/** How what Azure Functions loads is bundled. */
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');

export const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  logLevel: 'warning',
};

/**
 * The modules that `import()` loads, each a file of its own in `dist/`: at every cold start V8 reads each character of the
 * bundle, whether it ever runs or not, and the first requests need none of these. ES modules with esbuild's `splitting` would
 * need no list, but take 5 % more to the first answer, and the local host could not load them twice.
 */
const lateModules: Readonly<Record<string, string>> = {
  // Only deployments without a connection string need it, and it is half of all code.
  identity: '@azure/identity',
  // Secret tokens, with which most tenants authenticate, are no JWTs.
  jose: 'jose',
  discovery: 'generated/discovery.js',
  manage: 'generated/manage.js',
  openApi: 'generated/openApi.js',
  telemetry: 'shared/telemetry/beginExport.ts',
  azureMonitor: 'shared/telemetry/azureMonitor.ts',
};

/** Lets `import()` load the file in `dist/` instead of the module; one that has no file stays in the bundle. */
const loadLate: Plugin = {
  name: 'loadLate',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const late = Object.entries(lateModules).find(([, module]) =>
        path.startsWith('.') ? join(resolveDir, path) === join(root, module) : path === module,
      );
      return late === undefined ? undefined : { path: `./${late[0]}.cjs`, external: true };
    });
  },
};

/**
 * The programming model from its source, which stands in its package. What it is published as is written for a Node that
 * knows neither private members nor `await`: a WeakMap for each member and a generator for each call, which made a
 * request cost three times as much of it, most of that in garbage collection.
 */
const programmingModel = Object.fromEntries(
  ['@azure/functions', '@azure/functions-extensions-base'].map((name) => [
    name,
    `./node_modules/${name}/src/index.ts`,
  ]),
);

/** One CommonJS file: it loads in less than half the time of node_modules, and has no pitfalls with require. */
export const commonJs: BuildOptions = {
  ...common,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: ['@azure/functions-core'],
  alias: programmingModel,
  plugins: [loadLate],
  // Less to load at every cold start. Names stay, for stacks in the log are read by people.
  minifyWhitespace: true,
  minifySyntax: true,
};

/** What every cold start loads. */
export const functionsBundle: BuildOptions = {
  ...commonJs,
  entryPoints: { functions: 'functions/index.ts' },
};

/** Of which the telemetry libraries bring several, each with a version of its own that differs in nothing they use. */
const once = ['@opentelemetry/core', '@opentelemetry/resources', '@opentelemetry/sdk-metrics'];

/** What is loaded where it is needed. */
export const lateBundles: BuildOptions = {
  ...commonJs,
  alias: Object.fromEntries(once.map((name) => [name, `./node_modules/${name}`])),
  // Where there are ES modules, what nobody uses of them is left out.
  mainFields: ['module', 'main'],
  entryPoints: { ...lateModules },
};
