/** esbuild options for the bundle that Azure Functions loads. */
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { shortenLocals } from './shortenLocals.ts';

const root = join(import.meta.dirname, '..');

export const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  logLevel: 'warning',
};

/** The first lines of an ES module that contains packages written as CommonJS. */
export const requireForCommonJs =
  "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);";

/**
 * Modules that `import()` loads, each a file of its own in `dist/`: V8 reads every character of the bundle at a cold
 * start, and an answer without storage needs none of these modules. esbuild's `splitting` with ES modules would need no list,
 * but takes 5 % longer to the first answer, and the local host could not load them twice.
 */
const lateModules: Readonly<Record<string, string>> = {
  // Needed only without a connection string; half of all code.
  identity: '@azure/identity',
  // Not needed for secret tokens, with which most tenants authenticate.
  jose: 'jose',
  // Needed for single sign-on only.
  xmldom: '@xmldom/xmldom',
  xmlCrypto: 'xml-crypto',
  xml: '@azure/core-xml',
  proxyAgents: 'scripts/proxyAgents.ts',
  discovery: 'generated/discovery.js',
  manage: 'generated/manage.js',
  openApi: 'generated/openApi.js',
  telemetry: 'shared/telemetry/beginExport.ts',
  azureMonitor: 'shared/telemetry/azureMonitor.ts',
};

/** Loaded late as well, but by nearly every first request: they are made as small as the bundle. */
const coldModules: Readonly<Record<string, string>> = {
  // Not needed for an answer without storage: health/live, or 401 without a token.
  storage: 'shared/store/connect.ts',
};

/**
 * Makes `import()` load the file in `dist/` instead of the module; a module without such a file stays in the bundle. The file
 * comes by `require`, which needs no loader but the one that has read the bundle, and no experimental one in the local host.
 */
const loadLate: Plugin = {
  name: 'loadLate',
  setup(bundle) {
    bundle.onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const late = Object.entries({ ...lateModules, ...coldModules }).find(([, module]) =>
        path.startsWith('.') ? join(resolveDir, path) === join(root, module) : path === module,
      );
      return late === undefined ? undefined : { path: `./${late[0]}.cjs`, namespace: 'late' };
    });
    // A module of the bundle copies the names once; an external `import()` would copy them at each call.
    bundle.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: `export * from '${path}';`,
    }));
    bundle.onResolve({ filter: /./, namespace: 'late' }, ({ path }) => ({ path, external: true }));
  },
};

/**
 * Leaves out the SDK's operations and the tables that describe their bodies: the service makes its calls itself
 * (`shared/store/tableRequest.ts`), and lint refuses the SDK's methods.
 */
const withoutOperations: Plugin = {
  name: 'withoutOperations',
  setup(bundle) {
    bundle.onLoad(
      { filter: /data-tables[\\/]dist[\\/]esm[\\/]generated[\\/]operations[\\/]index\.js$/ },
      () => ({ contents: 'export class TableImpl {}\nexport class ServiceImpl {}' }),
    );
  },
};

/**
 * The programming model from its source, which is part of its package. The published build targets an old Node
 * without private members and `await`: a WeakMap for each member and a generator for each call tripled its cost for
 * each request, mostly in garbage collection.
 */
const programmingModel = Object.fromEntries(
  ['@azure/functions', '@azure/functions-extensions-base'].map((name) => [
    name,
    `./node_modules/${name}/src/index.ts`,
  ]),
);

/** One CommonJS file: it loads in less than half the time of node_modules, and needs no care with `require`. */
export const commonJs: BuildOptions = {
  ...common,
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  external: ['@azure/functions-core'],
  define: { 'import.meta.filename': '__filename', 'import.meta.dirname': '__dirname' },
  alias: programmingModel,
  plugins: [loadLate],
  // Less to load at a cold start. Names stay, because people read the stacks in the log.
  minifyWhitespace: true,
  minifySyntax: true,
};

/** The bundle that every cold start loads, and what the first request with a token loads. */
export const functionsBundle: BuildOptions = {
  ...commonJs,
  alias: {
    ...programmingModel,
    '@azure/core-xml': './scripts/lateXml.ts',
    'http-proxy-agent': './scripts/lateProxies.ts',
    'https-proxy-agent': './scripts/lateProxies.ts',
  },
  plugins: [loadLate, withoutOperations, shortenLocals],
  entryPoints: { functions: 'functions/index.ts', ...coldModules },
};

/** Packages of which the telemetry libraries bring several versions; the parts in use do not differ. */
const once = ['@opentelemetry/core', '@opentelemetry/resources', '@opentelemetry/sdk-metrics'];

/** The files that are loaded on demand. */
export const lateBundles: BuildOptions = {
  ...commonJs,
  alias: Object.fromEntries(once.map((name) => [name, `./node_modules/${name}`])),
  // ES modules where they exist, so that unused code is dropped.
  mainFields: ['module', 'main'],
  entryPoints: { ...lateModules },
};
