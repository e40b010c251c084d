import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from './template.ts';

const folder = join(import.meta.dirname, '../../../infra');

/** The Bicep files of infra/ and what they can load, by their path in it. */
export function infraFiles(): Files {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(
    names
      .filter((name) => /\.(bicep|json)$/.test(name))
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]),
  );
}
