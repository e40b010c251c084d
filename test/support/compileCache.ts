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
