import { expect, test } from 'vitest';
import { ProvisioningFailure } from '../../entra/failure.ts';
import { InputError } from '../../exitCode.ts';
import { watch } from './watch.ts';

/** Watches until so many pauses are over. */
async function watched(pauses: number, run: (cycle: number) => void) {
  let cycles = 0;
  const slept: number[] = [];
  const failures: string[] = [];
  const clock = {
    sleep(milliseconds: number) {
      slept.push(milliseconds);
      return slept.length < pauses ? Promise.resolve() : Promise.reject(new Error('enough'));
    },
  };
  const end = await watch(
    () => {
      cycles += 1;
      run(cycles);
      return Promise.resolve();
    },
    2_400_000,
    clock,
    ({ message }) => failures.push(message),
  ).catch((error: unknown) => (error instanceof Error ? error.message : ''));
  return { cycles, slept, failures, end };
}

test('a cycle follows each pause', async () => {
  const { cycles, slept, end } = await watched(3, () => undefined);
  expect({ cycles, slept, end }).toEqual({
    cycles: 3,
    slept: [2_400_000, 2_400_000, 2_400_000],
    end: 'enough',
  });
});

test('a cycle that fails, and a file that is being edited, do not end the watch', async () => {
  const { cycles, failures } = await watched(3, (cycle) => {
    if (cycle === 1) throw new ProvisioningFailure('unreachable', 'no answer');
    if (cycle === 2) throw new InputError('users.csv is half written');
  });
  expect({ cycles, failures }).toEqual({ cycles: 3, failures: ['no answer', 'users.csv is half written'] });
});

test.each([
  ['a wrong option', new InputError('--source is missing')],
  ['a fault of this program', new TypeError('x')],
])('%s ends it at once', async (_, error) => {
  const { cycles, slept, end } = await watched(3, () => {
    throw error;
  });
  expect({ cycles, slept, end }).toEqual({ cycles: 1, slept: [], end: error.message });
});
