import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface MainParameter {
  readonly name: string;
  readonly described: boolean;
  readonly hasDefault: boolean;
  /** The values that it may have; empty if any may be given. */
  readonly allowed: readonly string[];
}

/** The parameters of infra/main.bicep, which is written in the compiler's own format: a declaration starts a line. */
export const mainParameters: readonly MainParameter[] = readFileSync(
  join(import.meta.dirname, '../../infra/main.bicep'),
  'utf8',
)
  .split(/\n\n+/)
  .flatMap((block) => {
    const [, name, rest = ''] = /^param (\w+) (.*)$/m.exec(block) ?? [];
    if (name === undefined) return [];
    const [, allowed = ''] = /^@allowed\(\[([^\]]*)\]\)/m.exec(block) ?? [];
    const values = [...allowed.matchAll(/'([^']*)'/g)].map(([, value = '']) => value);
    return [
      { name, described: /^@description\('/m.test(block), hasDefault: rest.includes(' = '), allowed: values },
    ];
  });
