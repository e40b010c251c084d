import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before the run: a place where the processes of the run say what they have looked through. */
export function setup(): void {
  process.env.UNIFLOW_TEST_RUN = mkdtempSync(join(tmpdir(), 'uniflow-scim-run-'));
}

/** After the run: says how much was looked through for secrets. A leak has failed its test already. */
export function teardown(): void {
  const folder = process.env.UNIFLOW_TEST_RUN ?? '';
  const file = join(folder, 'searched.jsonl');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  const sum = { answer: 0, log: 0, row: 0 };
  for (const line of lines) {
    const counts = JSON.parse(line) as typeof sum;
    for (const kind of ['answer', 'log', 'row'] as const) sum[kind] += counts[kind];
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `Searched for secrets in clear: ${sum.answer} answers, ${sum.log} logs, ${sum.row} rows of storage.`,
  );
}
