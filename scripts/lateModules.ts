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
  /** What stands in for it in the bundle. A name that is imported and not here fails the build. */
  readonly standIn: string;
}

/** Table Storage speaks JSON; a refusal of what stands in front of it may come in XML. */
const xml: LateModule = {
  file: 'xml',
  imported: /^@azure\/core-xml$/,
  entryPoint: '@azure/core-xml',
  standIn: `
    export const parseXML = (...words) => require('./xml.cjs').parseXML(...words);
    export const stringifyXML = (...words) => require('./xml.cjs').stringifyXML(...words);`,
};

/** For those who reach Table Storage through a proxy (HTTPS_PROXY). */
const proxies = (['http', 'https'] as const).map((protocol): LateModule => {
  const name = protocol === 'http' ? 'HttpProxyAgent' : 'HttpsProxyAgent';
  return {
    file: `${protocol}Proxy`,
    imported: new RegExp(`^${protocol}-proxy-agent$`),
    entryPoint: `${protocol}-proxy-agent`,
    // A constructor that returns an object makes that object.
    standIn: `export function ${name}(...words) { return new (require('./${protocol}Proxy.cjs').${name})(...words); }`,
  };
});

/** What only `/manage` needs: a deployment serves it seldom, and most never. */
const manage: LateModule = {
  file: 'manage',
  imported: /\/generated\/manage\.js$/,
  entryPoint: 'generated/manage.js',
  standIn: `
    export const validators = new Proxy({}, { get: (_, name) => require('./manage.cjs').validators[name] });
    export const openApi = () => require('./manage.cjs').openApi();`,
};

const lateModules: readonly LateModule[] = [xml, ...proxies, manage];

/** Their files, as esbuild's entry points. */
export const lateEntryPoints: Readonly<Record<string, string>> = Object.fromEntries(
  lateModules.map(({ file, entryPoint }) => [file, entryPoint]),
);

/** Puts the stand-ins into the bundle. */
export const loadLate: Plugin = {
  name: 'loadLate',
  setup(bundle) {
    for (const { file, imported, standIn } of lateModules) {
      bundle.onResolve({ filter: imported }, () => ({ path: file, namespace: 'late' }));
      bundle.onResolve({ filter: new RegExp(`^\\./${file}\\.cjs$`) }, ({ path }) => ({
        path,
        external: true,
      }));
      bundle.onLoad({ filter: new RegExp(`^${file}$`), namespace: 'late' }, () => ({ contents: standIn }));
    }
  },
};
