import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { unzipSync } from 'fflate';
import { compileCache } from './compileCache.ts';

const script = join(import.meta.dirname, 'hostFolder.ts');

/** Unpacks a zip into an empty folder, far from any `node_modules`. */
export async function unpacked(zip: Uint8Array): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
  for (const [name, bytes] of Object.entries(unzipSync(zip))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** A function app that runs in a process of its own. */
export interface Started {
  readonly url: string;
  /** Its log. */
  readonly said: () => string;
  stop(): Promise<void>;
}

/**
 * Starts what lies in a folder, with these settings and no other environment.
 *
 * @throws what it said if it does not start.
 */
export async function startFolder(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<Started> {
  const child = spawn(process.execPath, [script, folder], {
    cwd: folder,
    env: { ...compileCache, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  const url = await Promise.race([
    once(createInterface(child.stdout), 'line').then(([line]) => String(line)),
    closed.then(() => undefined),
  ]);
  if (url === undefined) throw new Error(said);
  return {
    url,
    said: () => said,
    async stop() {
      child.kill();
      await closed;
    },
  };
}
