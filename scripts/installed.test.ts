import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, 'installed.mjs');

test('a checkout in which nothing is installed is told so in a sentence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'not-installed-'));
  try {
    cpSync(script, join(folder, 'scripts/installed.mjs'));
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'scripts/installed.mjs')]);
    expect([status, String(stderr)]).toEqual([1, 'Nothing is installed yet. Run "npm ci" first.\n']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('where "npm ci" has run it says nothing', () => {
  expect(spawnSync(process.execPath, [script]).status).toBe(0);
});
