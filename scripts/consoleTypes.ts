/** Generates the types of the management API by which the web console calls it. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenApiDocument } from './openApi.ts';

/**
 * Writes `manageApi.d.ts` and the document that it was made of, and neither if the document is the same: the generator
 * loads the whole of TypeScript, which every script that builds would wait for.
 */
export async function writeConsoleTypes(folder: string, document: OpenApiDocument): Promise<void> {
  const source = join(folder, 'manageApi.json');
  const types = join(folder, 'manageApi.d.ts');
  const text = JSON.stringify(document);
  const before = await Promise.all([source, types].map((file) => readFile(file, 'utf8').catch(() => '')));
  if (before[0] === text && before[1] !== '') return;
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  await writeFile(types, astToString(await openapiTS(text)));
  await writeFile(source, text);
}
