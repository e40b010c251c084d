import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before the run: many processes are started, which share what Node has compiled. */
export function setup(): void {
  process.env.NODE_COMPILE_CACHE = mkdtempSync(join(tmpdir(), 'uniflow-scim-compiled-'));
}

export function teardown(): void {
  rmSync(process.env.NODE_COMPILE_CACHE ?? '', { recursive: true, force: true, maxRetries: 3 });
}

/** For a process whose environment is not this one's. */
export const compileCache: Readonly<Record<string, string>> =
  process.env.NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE };
