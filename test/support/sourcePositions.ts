import { readFile } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve } from 'node:path';

/** A line of a file of the project, from 1. */
export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

/** A place in a bundle, as the debugging protocol counts: from 0. */
export interface BundlePlace {
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Where TypeScript is found in a bundle, and the other way round, by its source map. */
export interface SourcePositions {
  /** The first place that a line is made into. */
  placeOf(line: SourceLine): BundlePlace;
  lineOf(place: BundlePlace): SourceLine;
}

/** Reads the source map that a bundle names. */
export async function readSourcePositions(bundle: string, root: string): Promise<SourcePositions> {
  const text = await readFile(bundle, 'utf8');
  const [, name = ''] = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text) ?? [];
  const folder = dirname(bundle);
  const payload = JSON.parse(await readFile(resolve(folder, name), 'utf8')) as ConstructorParameters<
    typeof SourceMap
  >[0];
  const map = new SourceMap(payload);
  const fileOf = (source: string) => relative(root, resolve(folder, source));

  function lineOf({ lineNumber, columnNumber }: BundlePlace): SourceLine {
    const entry = map.findEntry(lineNumber, columnNumber);
    if (!('originalSource' in entry)) throw new Error('The source map has nothing at this place.');
    return { file: fileOf(entry.originalSource), line: entry.originalLine + 1 };
  }

  return {
    lineOf,
    placeOf({ file, line }) {
      for (const [lineNumber, row] of text.split('\n').entries()) {
        for (let columnNumber = 0; columnNumber < row.length; columnNumber++) {
          const entry = map.findEntry(lineNumber, columnNumber);
          if (!('originalSource' in entry) || entry.originalLine + 1 !== line) continue;
          if (fileOf(entry.originalSource) === file) return { lineNumber, columnNumber };
        }
      }
      throw new Error(`Nothing in ${bundle} is made of ${file}:${line}.`);
    },
  };
}
