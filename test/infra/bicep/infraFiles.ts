import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from './template.ts';

const folder = join(import.meta.dirname, '../../../infra');

/** The Bicep files of infra/, by their path in it. */
export function infraFiles(): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    names
      .filter((name) => name.endsWith('.bicep'))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]),
  );
}
