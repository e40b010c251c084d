import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** The names that a file exports where it declares them. */
function exportedNames(text: string): readonly string[] {
  const { statements } = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest);
  const names = statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (isExported !== true) return [];
    const declared = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations
      : [statement as ts.DeclarationStatement];
    return declared.flatMap(({ name }) => (name !== undefined && ts.isIdentifier(name) ? [name.text] : []));
  });
  // An overloaded function has its name several times.
  return [...new Set(names)];
}

/** The simulator speaks of the same things as Entra does, in Entra's words: its names are its own. */
const isSimulator = (file: string) => /^cli\/(?:commands\/)?entra\//.test(file);

test.each([
  ['service and command line', (file: string) => !isSimulator(file)],
  ['simulator', isSimulator],
])('a name is exported once: %s', async (_, isPart) => {
  const places = new Map<string, string[]>();
  for await (const file of glob('{functions,shared,cli}/**/*.ts', { cwd: root })) {
    if (file.endsWith('.test.ts') || !isPart(file)) continue;
    for (const name of exportedNames(await readFile(join(root, file), 'utf8')))
      places.set(name, [...(places.get(name) ?? []), file]);
  }
  expect(places.size).toBeGreaterThan(100);
  expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
});
