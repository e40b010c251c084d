/**
 * Keeps the handlers of the management API in a file of their own, which is loaded when the first of them is called.
 *
 * They share most of their modules with the bundle: its errors are classes, and its caches must be the same. So the file
 * holds only what the bundle does not have, and is a function of the modules of the bundle that has loaded it: the local host
 * may load the bundle twice. esbuild's own splitting would do that for ES modules only.
 */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
const entry = join(root, 'shared/api/manage/handlers.ts');
const fileName = 'manageHandlers';

/** Stands in both files for the modules of the bundle, by their path. */
const modules = 'bundledModules';

/** Own modules that `options` would bundle, by their path from the project's folder. */
async function ownInputs(options: BuildOptions): Promise<ReadonlySet<string>> {
  const { metafile } = await build({ ...options, metafile: true, write: false, sourcemap: false });
  return new Set(Object.keys(metafile.inputs).filter((path) => /^(?:shared|generated)\//.test(path)));
}

/** Names by the path of the module that exports them. */
type Names = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * What files import of modules of the bundle. By name, so that the bundle goes on dropping what nobody uses; imports are
 * written in one way, which the formatter holds.
 */
async function importedNames(files: readonly string[], isShared: (path: string) => boolean): Promise<Names> {
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, names = '', from = ''] of text.matchAll(/^import \{([^}]*)\} from '(\.[^']+)';$/gm)) {
      const path = relative(root, join(root, file, '..', from)).replaceAll('\\', '/');
      if (!isShared(path)) continue;
      const values = names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type '))
        .map((name) => name.split(' as ')[0] ?? name);
      const known = found.get(path) ?? new Set();
      for (const name of values) known.add(name);
      found.set(path, known);
    }
  }
  return new Map([...found].filter(([, names]) => names.size > 0));
}

/** Leaves the handlers out of the bundle. */
const withoutHandlers: Plugin = {
  name: 'withoutHandlers',
  setup(bundle) {
    bundle.onResolve({ filter: /handlers\.ts$/ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' && join(resolveDir, path) === entry
        ? { path: fileName, namespace: 'lateHandlers' }
        : undefined,
    );
    bundle.onLoad({ filter: /./, namespace: 'lateHandlers' }, () => ({
      contents: `export const { handlers } = require('./${fileName}.cjs')(${modules});`,
    }));
    bundle.onResolve({ filter: /./, namespace: 'lateHandlers' }, ({ path }) => ({ path, external: true }));
  },
};

/** Has the bundle offer its modules to the handlers. */
function offering(shared: Names): Plugin {
  return {
    name: 'offering',
    setup(bundle) {
      bundle.onLoad({ filter: /[\\/]functions[\\/]index\.ts$/ }, async ({ path }) => ({
        contents: `${await readFile(path, 'utf8')}\nimport 'offered:modules';\n`,
        loader: 'ts',
      }));
      bundle.onResolve({ filter: /^offered:/ }, ({ path }) => ({ path, namespace: 'offered' }));
      bundle.onLoad({ filter: /./, namespace: 'offered' }, () => ({
        contents: [
          ...[...shared].map(
            ([path, names], n) =>
              `import { ${[...names].map((name) => `${name} as ${name}_${n}`).join(', ')} } from './${path}';`,
          ),
          `${modules} = {`,
          ...[...shared].map(
            ([path, names], n) =>
              `'${path}': { ${[...names].map((name) => `${name}: ${name}_${n}`).join(', ')} },`,
          ),
          '};',
        ].join('\n'),
        resolveDir: root,
      }));
    },
  };
}

/** Takes modules from the bundle instead of bundling them again. */
function taking(shared: Names): Plugin {
  return {
    name: 'taking',
    setup(bundle) {
      bundle.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== 'import-statement') return undefined;
        const wanted = relative(root, join(resolveDir, path)).replaceAll('\\', '/');
        return shared.has(wanted) ? { path: wanted, namespace: 'bundled' } : undefined;
      });
      bundle.onLoad({ filter: /./, namespace: 'bundled' }, ({ path }) => ({
        contents: `module.exports = ${modules}['${path}'];`,
        loader: 'js',
      }));
    },
  };
}

/** The bundle without the handlers, and the file that has them. */
export async function apart(
  bundle: BuildOptions,
): Promise<{ readonly bundle: BuildOptions; readonly handlers: BuildOptions }> {
  const { plugins = [] } = bundle;
  const without = { ...bundle, plugins: [withoutHandlers, ...plugins] };
  const handlers = { ...bundle, entryPoints: { [fileName]: entry } };
  const [there, wanted] = await Promise.all([ownInputs(without), ownInputs(handlers)]);
  const own = [...wanted].filter((path) => !there.has(path)).toSorted();
  const shared = await importedNames(own, (path) => there.has(path));
  return {
    bundle: {
      ...without,
      plugins: [offering(shared), withoutHandlers, ...plugins],
      banner: { js: `"use strict";var ${modules};` },
    },
    handlers: {
      ...handlers,
      plugins: [taking(shared), ...plugins],
      banner: {
        js: `module.exports=(${modules})=>{const module={exports:{}};let exports=module.exports;`,
      },
      footer: { js: 'return module.exports;};' },
    },
  };
}
