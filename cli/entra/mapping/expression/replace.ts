/** The arguments of `Replace`, which is five functions in one. */
export interface Replacement {
  readonly source: string | undefined;
  readonly oldValue: string | undefined;
  readonly regexPattern: string | undefined;
  readonly regexGroupName: string | undefined;
  readonly replacementValue: string | undefined;
  /** The value of the attribute that `replacementAttributeName` names. */
  readonly replacementAttribute: string | undefined;
  readonly byAttribute: boolean;
  readonly template: string | undefined;
}

/** As Microsoft documents it: the arguments that are given decide what is replaced. */
export function replaceText(given: Replacement): string | undefined {
  const { source, oldValue, regexPattern, replacementValue = '', template } = given;
  if (regexPattern !== undefined && given.byAttribute) return fromAttribute(given, regexPattern);
  if (source === undefined || source === '') return undefined;
  if (regexPattern !== undefined) return byPattern(given, source, regexPattern);
  if (oldValue === undefined || oldValue === '') return source;
  if (template !== undefined) return template.replaceAll(oldValue, () => source);
  return source.replaceAll(oldValue, () => replacementValue);
}

/** A source without a value takes what the pattern's group finds in another attribute. */
function fromAttribute(
  { source, regexGroupName, replacementAttribute }: Replacement,
  pattern: string,
): string | undefined {
  if (source !== undefined && source !== '') return source;
  const found = new RegExp(pattern, 'u').exec(replacementAttribute ?? '');
  return regexGroupName === undefined ? found?.[0] : found?.groups?.[regexGroupName];
}

/** With the name of a group, only the group's part of each match is replaced. */
function byPattern(given: Replacement, source: string, pattern: string): string {
  const { regexGroupName, replacementValue = '' } = given;
  if (regexGroupName === undefined) {
    return source.replaceAll(new RegExp(pattern, 'gu'), () => replacementValue);
  }
  let result = '';
  let end = 0;
  for (const match of source.matchAll(new RegExp(pattern, 'dgu'))) {
    const [from, to] = match.indices?.groups?.[regexGroupName] ?? [match.index, match.index];
    result += source.slice(end, from) + replacementValue;
    end = to;
  }
  return result + source.slice(end);
}
