/** How what Azure Functions loads is bundled. */
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { lateEntryPoints, loadLate } from './lateModules.ts';

export const common: BuildOptions = {
  absWorkingDir: join(import.meta.dirname, '..'),
  bundle: true,
  platform: 'node',
  target: 'node22',
  sourcemap: true,
  logLevel: 'warning',
};

/** The identity library is half of all code, and only deployments without connection string ever load it. */
const lazyIdentity: Plugin = {
  name: 'lazyIdentity',
  setup(bundle) {
    bundle.onResolve({ filter: /^@azure\/identity$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './identity.cjs', external: true } : undefined,
    );
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
  // Less to load at every cold start. Names stay, for stacks in the log are read by people.
  minifyWhitespace: true,
  minifySyntax: true,
};

/** What every cold start loads. */
export const functionsBundle: BuildOptions = {
  ...commonJs,
  entryPoints: { functions: 'functions/index.ts' },
  plugins: [lazyIdentity, loadLate],
};

/** Of which the telemetry libraries bring several, each with a version of its own that differs in nothing they use. */
const once = ['@opentelemetry/core', '@opentelemetry/resources', '@opentelemetry/sdk-metrics'];

/** What is loaded where it is needed. */
export const lateBundles: BuildOptions = {
  ...commonJs,
  alias: Object.fromEntries(once.map((name) => [name, `./node_modules/${name}`])),
  // Where there are ES modules, what nobody uses of them is left out.
  mainFields: ['module', 'main'],
  entryPoints: { identity: '@azure/identity', ...lateEntryPoints },
};
