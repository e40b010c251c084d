/**
 * Stands in for `func start`, as far as debugging goes: settings of local.settings.json become environment variables,
 * empty ones too, where the environment has none; and the worker is a Node process with the arguments that
 * `languageWorkers__node__arguments` holds. Its debugger takes a free port.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { Values } = JSON.parse(readFileSync('local.settings.json', 'utf8')) as {
  Values: Record<string, string>;
};
const { languageWorkers__node__arguments: words = '' } = process.env;
const worker = spawn(
  process.execPath,
  [
    ...words.split(' ').map((word) => word.replace(/=\d+$/, '=0')),
    join(import.meta.dirname, 'workerStandIn.ts'),
  ],
  { env: { ...Values, ...process.env }, stdio: 'inherit' },
);
await once(worker, 'exit');
process.exit(worker.exitCode ?? 1);
