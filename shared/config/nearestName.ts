/** Largest edit distance at which a name counts as misspelled. */
const maxSlips = 2;

/** The most similar name; undefined if none is similar. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const found = names
    .map((name) => ({ name, slips: slipsBetween(typed, name) }))
    .filter(({ name, slips }) => slips <= maxSlips && slips < name.length / 2)
    .toSorted((a, b) => a.slips - b.slips);
  return found[0]?.name;
}

/** The Levenshtein distance: characters left out, added or changed. */
function slipsBetween(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > maxSlips) return Infinity;
  let row = Array.from({ length: b.length + 1 }, (_, place) => place);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
