/**
 * A fresh process that loads a bundle and prints how long V8 reads it, how long it runs, and of that each of Node's own
 * modules that it requires. Milliseconds. Argument: the bundle.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import { createFunctionsCore } from '../../cli/host/functionsCore.ts';

const [, , bundle = ''] = process.argv;
const times: Record<string, number> = {};

function timed<Result>(name: string, run: () => Result): Result {
  const started = performance.now();
  try {
    return run();
  } finally {
    times[name] = (times[name] ?? 0) + performance.now() - started;
  }
}

const { api } = createFunctionsCore(() => undefined);
const text = readFileSync(bundle, 'utf8');
const names = ['exports', 'require', 'module', '__filename', '__dirname'];
const app = timed('compile', () => compileFunction(text, names, { filename: bundle }));
const requireNode = createRequire(bundle);
const requireOrCore = (id: string): unknown =>
  id === '@azure/functions-core'
    ? api
    : timed(`node:${id.replace(/^node:/, '')}`, (): unknown => requireNode(id));
const module = { exports: {} };
timed('run', () => {
  Reflect.apply(app, module.exports, [module.exports, requireOrCore, module, bundle, dirname(bundle)]);
});
process.stdout.write(JSON.stringify({ times }));
process.exit();
