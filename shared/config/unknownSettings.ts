import { type Environment, settingNames } from './setting.ts';

/** Variables that commands and `infra/deploy.sh` read, but not the service. */
const ofTools = ['SCIM_TOKEN', 'SCIM_NODE_VERSION', 'SCIM_STORAGE_SKU', 'SCIM_ALERT_EMAIL'];

/**
 * A sentence for each variable that looks like a misspelled setting: without it the service would silently use the
 * default. It names the variable, never its value.
 */
export function unknownSettings(environment: Environment): readonly string[] {
  return Object.keys(environment)
    .filter((name) => /^scim_/i.test(name) && ![...settingNames, ...ofTools].includes(name))
    .map((name) => {
      const nearest = nearestName(name.toUpperCase(), settingNames);
      const meant = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return `${name.slice(0, 100)} is not a setting, so nothing reads it.${meant}`;
    });
}

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
