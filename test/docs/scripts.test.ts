import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

test.each(pages)('every npm script that %s names is there', (page) => {
  const named = [...readFileSync(join(root, page), 'utf8').matchAll(/\bnpm run ([\w:]+)/g)];
  const scripts = Object.keys(packageJson.scripts);
  expect(named.map(([, name]) => name).filter((name = '') => !scripts.includes(name))).toEqual([]);
  if (page === 'docs/develop.md') expect(named.length).toBeGreaterThan(10);
});
