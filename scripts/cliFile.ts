/** The command line as one file with its dependencies, for operators without a checkout. */
import { build } from 'esbuild';
import { releaseFile } from '../cli/programName.ts';
import { common, requireForCommonJs } from './bundle.ts';

/** Path of the release file. */
export const cliFile = `dist/${releaseFile}`;

/** Builds the file. The same sources give the same bytes on every machine. */
export async function buildCliFile(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['cli/main.ts'],
    outfile: cliFile,
    format: 'esm',
    sourcemap: false,
    write: false,
    banner: { js: requireForCommonJs },
    define: { RELEASE_FILE: 'true' },
    // Used only in a checkout (cli/checkout.ts).
    external: ['azurite', '@azure/functions-core', 'xml-crypto', '@peculiar/x509', 'reflect-metadata'],
    minifyWhitespace: true,
    minifySyntax: true,
    // Names of functions stay, because people read the stacks.
    legalComments: 'eof',
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild has written nothing.');
  return file.contents;
}
