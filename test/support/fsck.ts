import { expect } from 'vitest';
import { fsck, type FsckOptions, type FsckStep } from '../../shared/jobs/fsck/fsck.ts';
import type { Problem } from '../../shared/store/fsck/finding.ts';
import type { Partition } from '../../shared/store/partition.ts';

type Found = Extract<FsckStep, { readonly kind: 'found' }>;

/** What a check of a partition finds; what is unfinished counts, however young it is. */
export async function findingsOf(
  partition: Partition,
  options: Partial<FsckOptions> = {},
): Promise<readonly Found[]> {
  const found: Found[] = [];
  for await (const step of fsck(partition, { repair: false, unfinishedAfterMs: 0, ...options })) {
    if (step.kind === 'restless') throw new Error(`${step.id} changed all the time.`);
    if (step.kind === 'found') found.push(step);
  }
  return found;
}

export async function problemsOf(
  partition: Partition,
  options: Partial<FsckOptions> = {},
): Promise<readonly Problem[]> {
  return (await findingsOf(partition, options)).map(({ finding }) => finding.problem);
}

/**
 * Fails unless the rows of a partition agree with each other, and nothing is left to be done.
 *
 * @param options `unfinishedAfterMs` lets be unfinished what maintenance will finish.
 */
export async function expectClean(
  partition: Partition,
  options: Pick<FsckOptions, 'unfinishedAfterMs'> = {},
): Promise<void> {
  expect(await problemsOf(partition, options)).toEqual([]);
}
