import { lexUntil } from './lex.ts';
import type { Source } from './source.ts';
import { BicepError } from './syntax.ts';
import type { StringToken, Token } from './token.ts';

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  "'": "'",
  '\\': '\\',
  $: '$',
};

/** Reads a string with what is put into it, or a multi-line string, in which everything is text. */
export function lexString(source: Source): StringToken {
  const { place } = source;
  if (source.startsWith("'''")) {
    const raw = source.match(/'''[^]*?'''/y);
    if (raw === '') throw new BicepError(place, 'A multi-line string is not closed.');
    return { kind: 'string', parts: [raw.slice(3, -3).replace(/^\n/, '')], place };
  }
  source.skip(1);
  const parts: (string | readonly Token[])[] = [];
  for (;;) {
    const text = readText(source);
    if (text !== '' || parts.length === 0) parts.push(text);
    if (source.match(/'/y) !== '') return { kind: 'string', parts, place };
    if (source.match(/\$\{/y) === '') throw new BicepError(place, 'A string is not closed.');
    parts.push(lexUntil(source, (openBraces) => openBraces === 0 && source.startsWith('}')));
    source.skip(1);
  }
}

function readText(source: Source): string {
  let text = '';
  for (;;) {
    text += source.match(/(?:[^'\\\n$]|\$(?!\{))+/y);
    if (!source.startsWith('\\')) return text;
    const { place } = source;
    const unicode = /^\\u\{([0-9a-fA-F]{1,6})\}$/.exec(source.match(/\\u\{[0-9a-fA-F]+\}/y))?.[1];
    const escaped = unicode === undefined ? escapes[source.match(/\\[^]/y).slice(1)] : codePoint(unicode);
    if (escaped === undefined)
      throw new BicepError(place, 'A backslash is followed by what it cannot escape.');
    text += escaped;
  }
}

function codePoint(hexadecimal: string): string | undefined {
  const code = Number.parseInt(hexadecimal, 16);
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : undefined;
}
