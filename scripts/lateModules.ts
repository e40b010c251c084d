/**
 * What the first requests do not need gets a file of its own, which is loaded when it is first used: at every cold start
 * V8 reads each character of the bundle, whether it ever runs or not.
 */
import type { Plugin } from 'esbuild';

interface LateModule {
  /** The file in `dist/`, without extension. */
  readonly file: string;
  /** How it is imported. */
  readonly imported: RegExp;
  readonly entryPoint: string;
  /** What the bundle imports of it: functions and classes, and objects of them. Another name fails the build. */
  readonly functions: readonly string[];
  readonly objects?: readonly string[];
}

const lateModules: readonly LateModule[] = [
  // Table Storage speaks JSON; a refusal of what stands in front of it may come in XML.
  {
    ...{ file: 'xml', imported: /^@azure\/core-xml$/, entryPoint: '@azure/core-xml' },
    functions: ['parseXML', 'stringifyXML'],
  },
  // For those who reach Table Storage through a proxy (HTTPS_PROXY).
  {
    ...{ file: 'httpProxy', imported: /^http-proxy-agent$/, entryPoint: 'http-proxy-agent' },
    functions: ['HttpProxyAgent'],
  },
  {
    ...{ file: 'httpsProxy', imported: /^https-proxy-agent$/, entryPoint: 'https-proxy-agent' },
    functions: ['HttpsProxyAgent'],
  },
  // Secret tokens, with which most tenants authenticate, are no JWTs.
  {
    ...{ file: 'jose', imported: /^jose$/, entryPoint: 'jose' },
    functions: [
      ...['compactDecrypt', 'createLocalJWKSet', 'decodeJwt', 'decodeProtectedHeader', 'jwtVerify'],
      'SignJWT',
    ],
    objects: ['errors'],
  },
  // A cycle begins with reading.
  {
    ...{
      file: 'validators',
      imported: /\/generated\/validators\.js$/,
      entryPoint: 'generated/validators.js',
    },
    ...{ functions: [], objects: ['validators'] },
  },
  // Entra never asks for them.
  {
    ...{ file: 'discovery', imported: /\/generated\/discovery\.js$/, entryPoint: 'generated/discovery.js' },
    ...{ functions: [], objects: ['discovery'] },
  },
  // What only `/manage` needs: most deployments serve it seldom or never.
  {
    ...{ file: 'manage', imported: /\/generated\/manage\.js$/, entryPoint: 'generated/manage.js' },
    ...{ functions: ['openApi'], objects: ['validators'] },
  },
  // Who writes a client reads it, and no client does.
  {
    ...{ file: 'openApi', imported: /\/generated\/openApi\.js$/, entryPoint: 'generated/openApi.js' },
    functions: ['openApi'],
  },
  // Where telemetry is configured, and then after the first answer.
  {
    file: 'telemetry',
    imported: /\/openTelemetry\.ts$/,
    entryPoint: 'shared/telemetry/openTelemetry.ts',
    functions: ['Export', 'startOtlp'],
  },
  {
    file: 'azureMonitor',
    imported: /\/azureMonitor\.ts$/,
    entryPoint: 'shared/telemetry/azureMonitor.ts',
    functions: ['startAzureMonitor'],
  },
];

/** What stands in the bundle for a late module. */
function standIn({ file, functions, objects = [] }: LateModule): string {
  return [
    `let loaded; const late = () => (loaded ??= require('./${file}.cjs'));`,
    ...functions.map(
      (name) => `export function ${name}(...words) {
        return new.target === undefined ? late().${name}(...words) : new (late().${name})(...words);
      }`,
    ),
    ...objects.map(
      (name) => `export const ${name} = new Proxy({}, { get: (_, key) => late().${name}[key] });`,
    ),
  ].join('\n');
}

/** Their files, as esbuild's entry points. */
export const lateEntryPoints: Readonly<Record<string, string>> = Object.fromEntries(
  lateModules.map(({ file, entryPoint }) => [file, entryPoint]),
);

/** Puts the stand-ins into the bundle. */
export const loadLate: Plugin = {
  name: 'loadLate',
  setup(bundle) {
    for (const late of lateModules) {
      const { file, imported } = late;
      bundle.onResolve({ filter: imported }, () => ({ path: file, namespace: 'late' }));
      bundle.onResolve({ filter: new RegExp(`^\\./${file}\\.cjs$`) }, ({ path }) => ({
        path,
        external: true,
      }));
      bundle.onLoad({ filter: new RegExp(`^${file}$`), namespace: 'late' }, () => ({
        contents: standIn(late),
      }));
    }
  },
};
