import { InputError } from './exitCode.ts';

const minLength = 4;

/**
 * Finds the item whose id begins with `beginning`: listings show eight characters, and four are enough if they are
 * unique.
 *
 * @param kind the items, in a sentence: `secret token`.
 * @throws InputError if none matches, if several match, or if `beginning` is too short.
 */
export function findByIdPrefix<Holder extends { readonly id: string }>(
  holders: readonly Holder[],
  beginning: string,
  kind: string,
): Holder {
  const wanted = beginning.toLowerCase();
  if (wanted.length < minLength) {
    throw new InputError(`Say at least ${minLength} characters of the ${kind}'s id.`);
  }
  const found = holders.filter(({ id }) => id.startsWith(wanted));
  const only = holders.find(({ id }) => id === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (only !== undefined) return only;
  if (found.length === 0) throw new InputError(`There is no ${kind} whose id begins with "${beginning}".`);
  throw new InputError(`${found.length} ids begin with "${beginning}": say more of the ${kind}'s id.`);
}
