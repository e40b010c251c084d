import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describedErrors, groups } from './errorGroups.ts';
import { errorReference, referenceFile, troubleshootFile, troubleshootPage } from './errorReference.ts';

describe('docs/errors.md', () => {
  test('is what "npm run docs:errors" writes', async () => {
    expect(await readFile(referenceFile, 'utf8')).toBe(await errorReference());
  });

  test('has every table', async () => {
    const shared = join(import.meta.dirname, '../shared');
    const names = await readdir(shared, { recursive: true });
    const tables = await Promise.all(
      names
        .filter((name) => name.endsWith('.ts'))
        .map(async (name) => (await readFile(join(shared, name), 'utf8')).matchAll(/= defineError\b/g)),
    );
    expect(groups.flatMap(describedErrors)).toHaveLength(tables.flatMap((found) => [...found]).length);
  });
});

describe('an error', () => {
  test('has a code of its own, by which its function is called', () => {
    const codes = groups.flatMap(({ table }) =>
      Object.entries(table).map(([name, { definition }]) => ({ name, code: definition.code })),
    );
    expect(codes.filter(({ name, code }) => name !== code)).toEqual([]);
    expect(new Set(codes.map(({ code }) => code)).size).toBe(codes.length);
  });

  test.each(groups)(
    'has a description, and each description has its error: $title',
    ({ table, descriptions }) => {
      expect(Object.keys(descriptions).toSorted()).toEqual(Object.keys(table).toSorted());
    },
  );
});

describe('docs/troubleshoot.md', () => {
  test('has the tables that "npm run docs:errors" writes', async () => {
    const page = await readFile(troubleshootFile, 'utf8');
    expect(page).toBe(await troubleshootPage(page));
  });

  test('explains every error', async () => {
    const page = await readFile(troubleshootFile, 'utf8');
    const rows = page.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    const missing = groups
      .flatMap(describedErrors)
      .filter(({ meaning, advice }) => !rows.some((row) => row.includes(`${meaning} ${advice} |`)));
    expect(missing.map(({ code }) => code)).toEqual([]);
  });
});
