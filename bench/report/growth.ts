import type { GrowthResult, OperationResult } from './results.ts';

/**
 * How much longer each operation takes with more users, in-process and one at a time. The table server's own growth is
 * taken out by the floor: what is compared are ratios.
 */
export function growthOf(results: readonly OperationResult[]): readonly GrowthResult[] {
  const compared = results.filter(({ way, concurrency }) => way === 'in-process' && concurrency === 1);
  return [...Map.groupBy(compared, ({ name }) => name)].flatMap(([name, ofName]) => {
    const [least, ...larger] = ofName.toSorted((left, right) => left.users - right.users);
    return larger.flatMap(({ users, ratio }) =>
      least === undefined || least.ratio === null || ratio === null
        ? []
        : [{ name, fromUsers: least.users, users, factor: ratio / least.ratio }],
    );
  });
}
