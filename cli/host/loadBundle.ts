import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import type { CoreApi } from './functionsCore.ts';

/**
 * Runs a CommonJS bundle with `core` as its `@azure/functions-core`.
 * The file is compiled here instead of being required: `require` is then an argument, so that Node's loader needs no
 * hook, and a bundle that is loaded twice gives two apps with separate module state. What they load late they share: it has
 * no state but the connections to storage.
 */
export async function loadBundle(file: string, core: CoreApi): Promise<void> {
  const require = createRequire(file);
  const module = { exports: {} };
  const requireOrCore = (id: string): unknown => (id === '@azure/functions-core' ? core : require(id));
  const run = compileFunction(
    await readFile(file, 'utf8'),
    ['exports', 'require', 'module', '__filename', '__dirname'],
    { filename: file },
  );
  Reflect.apply(run, module.exports, [
    module.exports,
    Object.assign(requireOrCore, require),
    module,
    file,
    dirname(file),
  ]);
}
