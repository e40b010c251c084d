import type { GrowthResult, OperationResult } from './results.ts';

/**
 * How much longer each operation takes with more users, in-process and one at a time. The table server's own growth is
 * taken out by the floor: what is compared are ratios.
 */
export function growthOf(results: readonly OperationResult[]): readonly GrowthResult[] {
  const compared = results.filter(({ way, concurrency }) => way === 'in-process' && concurrency === 1);
  const ofUsers = compared.filter(({ groups }) => groups === undefined);
  return [
    ...growth(
      ofUsers,
      ({ name }) => name,
      ({ users }) => users,
    ),
    ...growthOfGroups(compared),
  ];
}

/** Each against the fewest groups with the fewest members. */
function growthOfGroups(results: readonly OperationResult[]): readonly GrowthResult[] {
  const ofGroups = results.filter(({ groups }) => groups !== undefined);
  const least = (size: 'count' | 'members') => Math.min(...ofGroups.map(({ groups }) => groups?.[size] ?? 0));
  const [count, members] = [least('count'), least('members')];
  const plain = ({ name }: OperationResult) => name.replace(/ \([^(]*\)$/, '');
  return [
    ...growth(
      ofGroups.filter(({ groups }) => groups?.members === members),
      (result) => `${plain(result)}, groups`,
      ({ groups }) => groups?.count ?? 0,
    ),
    ...growth(
      ofGroups.filter(({ groups }) => groups?.count === count),
      (result) => `${plain(result)}, members`,
      ({ groups }) => groups?.members ?? 0,
    ),
  ];
}

function growth(
  results: readonly OperationResult[],
  nameOf: (result: OperationResult) => string,
  sizeOf: (result: OperationResult) => number,
): readonly GrowthResult[] {
  return [...Map.groupBy(results, nameOf)].flatMap(([name, ofName]) => {
    const [least, ...larger] = ofName.toSorted((left, right) => sizeOf(left) - sizeOf(right));
    if (least === undefined) return [];
    return larger.flatMap((result) =>
      least.ratio === null || result.ratio === null
        ? []
        : [{ name, fromSize: sizeOf(least), size: sizeOf(result), factor: result.ratio / least.ratio }],
    );
  });
}
