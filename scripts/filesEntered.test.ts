import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const script = join(import.meta.dirname, 'filesEntered.ts');

/** Who looks for a line reads these files at the most. Merge what is one idea before you raise a number. */
const mostFiles = { POST: 32, 'GET with a filter': 34, PATCH: 38 };

test('a request enters few files', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  const counts = [...stdout.matchAll(/^(.+): (\d+) files$/gm)].map(
    ([, title, count]) => [title, Number(count)] as const,
  );
  expect(counts.map(([title]) => title)).toEqual(Object.keys(mostFiles));
  for (const [title, most] of Object.entries(mostFiles)) {
    const entered = new Map(counts).get(title);
    expect.soft(entered, `${title}\n${stdout}`).toBeGreaterThan(most / 2);
    expect.soft(entered, `${title}\n${stdout}`).toBeLessThanOrEqual(most);
  }
});
