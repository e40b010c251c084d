/** The command line as one file, for operators without a checkout: what it needs of node_modules is in it. */
import { build } from 'esbuild';
import { releaseFile } from '../cli/programName.ts';
import { common } from './bundle.ts';

/** Its path. */
export const cliFile = `dist/${releaseFile}`;

/** What packages that were written as CommonJS expect, in an ES module. */
const require =
  "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);";

/** Builds it. The same sources give the same bytes on every machine. */
export async function buildCliFile(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['cli/main.ts'],
    outfile: cliFile,
    format: 'esm',
    sourcemap: false,
    write: false,
    banner: { js: require },
    define: { RELEASE_FILE: 'true' },
    // What is reached in a checkout only (cli/checkout.ts).
    external: ['azurite', '@azure/functions-core'],
    minifyWhitespace: true,
    minifySyntax: true,
    // Names of functions stay, for stacks are read by people.
    legalComments: 'eof',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild has written nothing.');
  return file.contents;
}
