import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorsOf, examples, groups } from './errorGroups.ts';
import {
  describedGroups,
  errorReference,
  referenceFile,
  troubleshootFile,
  troubleshootPage,
} from './errorReference.ts';

const reference = await readFile(referenceFile, 'utf8');

describe('docs/errors.md', () => {
  test('is what "npm run docs:errors" writes', async () => {
    expect(reference).toBe(await errorReference(reference));
  });

  test('has every table', async () => {
    const shared = join(import.meta.dirname, '../shared');
    const names = await readdir(shared, { recursive: true });
    const tables = await Promise.all(
      names
        .filter((name) => name.endsWith('.ts'))
        .map(async (name) => (await readFile(join(shared, name), 'utf8')).matchAll(/= defineError\b/g)),
    );
    expect(groups.flatMap(errorsOf)).toHaveLength(tables.flatMap((found) => [...found]).length);
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

  test.each(describedGroups(reference))('has a meaning, and says what to do: $title', ({ errors }) => {
    const silent = errors.filter(({ meaning, advice }) => meaning === '' || advice === '');
    expect(silent.map(({ code }) => code)).toEqual([]);
  });

  test('has examples of its sentence under its code', () => {
    const codes = groups.flatMap(({ table }) => Object.keys(table));
    expect(Object.keys(examples).filter((code) => !codes.includes(code))).toEqual([]);
  });
});

describe('docs/troubleshoot.md', () => {
  test('has the tables that "npm run docs:errors" writes', async () => {
    const page = await readFile(troubleshootFile, 'utf8');
    expect(page).toBe(await troubleshootPage(page, reference));
  });

  test('explains every error', async () => {
    const page = await readFile(troubleshootFile, 'utf8');
    const rows = page.split('\n').map((line) => line.replaceAll(/ +/g, ' '));
    const missing = describedGroups(reference)
      .flatMap(({ errors }) => errors)
      .filter(({ meaning, advice }) => !rows.some((row) => row.includes(`${meaning} ${advice} |`)));
    expect(missing.map(({ code }) => code)).toEqual([]);
  });
});
