import { replaceText, type Replacement } from './replace.ts';

/** The value of an expression: none, a text, or several (Split). */
export type Value = string | readonly string[] | undefined;

/** A function of the expression language. */
export interface MappingFunction {
  readonly arguments: { readonly min: number; readonly max: number };
  apply(values: readonly Value[], attribute: (name: string) => Value): Value;
}

/** The text of a value; the first of several. */
function text(value: Value): string {
  return (typeof value === 'object' ? value[0] : value) ?? '';
}

function single(value: Value): string | undefined {
  return typeof value === 'object' ? value[0] : value;
}

function isEmpty(value: Value): boolean {
  return text(value) === '';
}

function truth(is: boolean): string {
  return is ? 'True' : 'False';
}

function isTrue(value: Value): boolean {
  return text(value).toLowerCase() === 'true';
}

/** A function of one text. Without a value it gives none. */
function ofText(change: (source: string, ...more: readonly string[]) => Value): MappingFunction['apply'] {
  return ([source, ...more]) => (isEmpty(source) ? undefined : change(text(source), ...more.map(text)));
}

function take(min: number, max: number, apply: MappingFunction['apply']): MappingFunction {
  return { arguments: { min, max }, apply };
}

/** `Switch(source, default, key1, value1, …)` */
function switchOf([source, otherwise, ...pairs]: readonly Value[]): Value {
  const wanted = text(source);
  const at = pairs.findIndex((key, index) => index % 2 === 0 && text(key) === wanted);
  return at < 0 ? otherwise : pairs[at + 1];
}

/** `Word(text, number, delimiters)`: each character of `delimiters` separates. */
function word(source: string, number = '', delimiters = ''): Value {
  const words = Array.from(source).reduce<readonly string[]>(
    (all, character) =>
      delimiters.includes(character) ? [...all, ''] : [...all.slice(0, -1), (all.at(-1) ?? '') + character],
    [''],
  );
  return words.filter((one) => one !== '')[Number(number) - 1];
}

/** `Join(separator, source1, …)`: a source without a value adds no separator. */
function join([separator, ...sources]: readonly Value[]): Value {
  const parts = sources.flatMap((value) => value ?? []).filter((part) => part !== '');
  return parts.length === 0 ? undefined : parts.join(text(separator));
}

function replaced(values: readonly Value[], attribute: (name: string) => Value): Value {
  const [source, oldValue, regexPattern, regexGroupName, replacementValue, attributeName, template] =
    values.map(single);
  const given: Replacement = {
    ...{ source, oldValue, regexPattern, regexGroupName, replacementValue, template },
    replacementAttribute: attributeName === undefined ? undefined : single(attribute(attributeName)),
    byAttribute: attributeName !== undefined,
  };
  return replaceText(given);
}

/** The functions that mappings use, under the names that Microsoft documents. */
export const functions: ReadonlyMap<string, MappingFunction> = new Map([
  [
    'Append',
    take(
      2,
      2,
      ofText((source, suffix = '') => source + suffix),
    ),
  ],
  ['Coalesce', take(1, Infinity, (values) => values.find((value) => !isEmpty(value)))],
  ['IIF', take(3, 3, ([condition, yes, no]) => (isTrue(condition) ? yes : no))],
  ['IsNullOrEmpty', take(1, 1, ([value]) => truth(isEmpty(value)))],
  ['Join', take(2, Infinity, join)],
  [
    'Left',
    take(
      2,
      2,
      ofText((source, count) =>
        Array.from(source)
          .slice(0, Math.max(Number(count), 0))
          .join(''),
      ),
    ),
  ],
  ['Mid', take(3, 3, ofText(mid))],
  ['Not', take(1, 1, ([value]) => (isEmpty(value) ? undefined : truth(!isTrue(value))))],
  ['Redact', take(1, 1, ([value]) => value)],
  ['Replace', take(2, 7, replaced)],
  [
    'Split',
    take(
      2,
      2,
      ofText((source, separator = ',') => source.split(separator)),
    ),
  ],
  [
    'StripSpaces',
    take(
      1,
      1,
      ofText((source) => source.replaceAll(/\s/g, '')),
    ),
  ],
  ['Switch', take(2, Infinity, switchOf)],
  [
    'ToLower',
    take(
      1,
      2,
      ofText((source, culture) => source.toLocaleLowerCase(localeOf(culture))),
    ),
  ],
  [
    'ToUpper',
    take(
      1,
      2,
      ofText((source, culture) => source.toLocaleUpperCase(localeOf(culture))),
    ),
  ],
  ['Word', take(3, 3, ofText(word))],
]);

/** `Mid(text, start, length)`; the first character is number 1. */
function mid(source: string, start = '1', length = '0'): Value {
  const from = Math.max(Number(start) - 1, 0);
  return Array.from(source)
    .slice(from, from + Math.max(Number(length), 0))
    .join('');
}

/** Independent of the machine's locale: Turkish has another i. */
function localeOf(culture: string | undefined): string {
  const [supported = 'en'] = Intl.getCanonicalLocales(isLocale(culture) ? culture : 'en');
  return supported;
}

function isLocale(culture: string | undefined): culture is string {
  return culture !== undefined && /^[a-z]{2,3}(?:-[A-Za-z]{2,4})*$/.test(culture);
}
