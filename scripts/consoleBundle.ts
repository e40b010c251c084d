/** The web console: `dist/console/` with one page, and scripts and styles whose names have the hash of their content. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';

const root = join(import.meta.dirname, '..');
export const consoleFolder = join(root, 'dist/console');

/**
 * The module `explanations`: the errors with their descriptions (docs/errors.md). They are loaded after everything is
 * generated, because the tables of errors need what is generated.
 */
const explanations: Plugin = {
  name: 'explanations',
  setup(bundle) {
    bundle.onResolve({ filter: /^explanations$/ }, ({ path }) => ({ path, namespace: 'explanations' }));
    bundle.onLoad({ filter: /./, namespace: 'explanations' }, async () => {
      const { describedGroups, referenceFile } = await import('./errorReference.ts');
      const described = describedGroups(await readFile(referenceFile, 'utf8'));
      const errors = described.flatMap((group) =>
        group.errors.map(({ code, sentences, meaning, advice }) => ({
          ...{ code, sentences, meaning: plain(meaning), advice: plain(advice) },
        })),
      );
      return { contents: `export const explanations = ${JSON.stringify(errors)};` };
    });
  },
};

/** Without the marks of Markdown: links of the documentation lead nowhere in the console. */
function plain(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[`_]/g, '');
}

const options = {
  absWorkingDir: root,
  entryPoints: { console: 'console/main.tsx', style: 'console/styles/main.css' },
  outdir: 'dist/console',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  bundle: true,
  // What few screens need is a file of its own.
  splitting: true,
  format: 'esm',
  // Browsers of 2024 and later: light-dark() and dialogs.
  target: ['chrome123', 'firefox120', 'safari17.5'],
  plugins: [explanations],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;

/** Builds the console, and deletes what an earlier build has left. */
export async function buildConsole(): Promise<void> {
  await mkdir(consoleFolder, { recursive: true });
  const { metafile } = await build(options);
  const outputs = Object.entries(metafile.outputs);
  const addressOf = (entryPoint: string): string => {
    const [file] = outputs.find(([, output]) => output.entryPoint === entryPoint) ?? [];
    if (file === undefined) throw new Error(`The build made nothing of ${entryPoint}.`);
    return `/console/files/${basename(file)}`;
  };
  const template = await readFile(join(root, 'console/index.html'), 'utf8');
  const page = template
    .replace('%script%', addressOf(options.entryPoints.console))
    .replace('%style%', addressOf(options.entryPoints.style));
  await writeFile(join(consoleFolder, 'index.html'), page);
  const made = new Set(['index.html', ...outputs.map(([file]) => basename(file))]);
  const stale = (await readdir(consoleFolder)).filter((name) => !made.has(name));
  await Promise.all(stale.map((name) => rm(join(consoleFolder, name))));
}
