import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { SignInRefused } from '../refusals.ts';
import { refusalOf, signedToken } from '../../../test/support/signedTokens.ts';
import { requireBounds, tokenLimits } from './bounds.ts';
import { parseXml } from './elements.ts';

function outcomeOf(text: string): string {
  try {
    requireBounds(text, tokenLimits);
    return 'passes';
  } catch (error) {
    if (error instanceof SignInRefused) return error.reason;
    throw error;
  }
}

const nested = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`;
const bomb = `<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>`;

test.each<[string, string, string]>([
  ['256 KB', `<a>${' '.repeat(tokenLimits.bytes - 7)}</a>`, 'passes'],
  ['more than 256 KB', `<a>${' '.repeat(tokenLimits.bytes - 6)}</a>`, 'tooLarge'],
  ['256 KB of characters with two bytes', `<a>${'é'.repeat(tokenLimits.bytes / 2)}</a>`, 'tooLarge'],
  ['a depth of 64', nested(64), 'passes'],
  ['a depth of 65', nested(65), 'tooDeep'],
  ['a depth of 65, the last element empty', `${'<a>'.repeat(64)}<b/>${'</a>'.repeat(64)}`, 'tooDeep'],
  ['64 in a row', `<a>${'<b/><c></c>'.repeat(64)}</a>`, 'passes'],
  ['1,001 elements', `<a>${'<b/>'.repeat(1_000)}</a>`, 'tooLarge'],
  ['2,001 attributes', `<a ${'b="" '.repeat(2_001)}/>`, 'tooLarge'],
  ['a DOCTYPE', '<!DOCTYPE a><a/>', 'markupForbidden'],
  ['a DOCTYPE that names a file', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'markupForbidden'],
  ['an entity bomb', bomb, 'markupForbidden'],
  ['an entity without a declaration', '<a>&b;</a>', 'markupForbidden'],
  ['an entity in an attribute', '<a b="&c;"/>', 'markupForbidden'],
  ['a parameter entity', '<a>&%b;</a>', 'markupForbidden'],
  ['an ampersand', '<a>this & that</a>', 'markupForbidden'],
  [
    'the five entities of XML, and characters by number',
    '<a b="&quot;&apos;&#10;">&lt;&gt;&amp;&#x1F600;</a>',
    'passes',
  ],
  ['a NUL by its number', '<a>&#0;</a>', 'notWellFormed'],
  ['half of a character by its number', '<a>&#xD83D;</a>', 'notWellFormed'],
  ['a number that is no character', '<a>&#x110000;</a>', 'notWellFormed'],
  ['an XML declaration', '<?xml version="1.0"?><a/>', 'markupForbidden'],
  ['a processing instruction', '<a><?b c?></a>', 'markupForbidden'],
  ['a comment', '<a>b<!-- c -->d</a>', 'markupForbidden'],
  ['a CDATA section', '<a><![CDATA[<b>]]></a>', 'markupForbidden'],
  ['a > in a value', '<a b="c>d"><e/></a>', 'passes'],
  ['a < in a value', '<a b="<!--"/>', 'notWellFormed'],
  ['a value that does not end', '<a b="c></a>', 'notWellFormed'],
  ['a tag that does not end', '<a><b', 'notWellFormed'],
  ['a slash too many', '<a //>', 'notWellFormed'],
  ['a slash in a tag', '<a / b="c"/>', 'notWellFormed'],
  ['a tag in a tag', '<a <b>/>', 'notWellFormed'],
  ['a name that is not ASCII', '<a\u{1E88A}/>', 'notWellFormed'],
  ['a value that is not ASCII', '<a b="\u{1E88A}">\u{1E88A}</a>', 'passes'],
  ['a control character', '<a>\u0001</a>', 'notWellFormed'],
  ['half of a character', '<a>\ud83d</a>', 'notWellFormed'],
  ['a character that is none', '<a>\uffff</a>', 'notWellFormed'],
])('%s', (_, text, outcome) => {
  expect(outcomeOf(text)).toBe(outcome);
});

test.each<[string, string]>([
  ['', 'no text'],
  ['no XML', 'no element'],
  ['<a', 'a broken tag'],
  ['<a b=c/>', 'a value without quotes'],
  ['<a b="1"c="2"/>', 'no space between attributes'],
  ['<a></b>', 'another closing tag'],
  ['</a>', 'only a closing tag'],
  ['<a/><b/>', 'two roots'],
  ['<a/>b', 'text after the root'],
  ['<a b="1" b="2"/>', 'an attribute twice'],
  ['<b:a/>', 'a prefix without a namespace'],
  // The canonical form of the library leaves it out, so that it could be added to what was signed.
  ['<a xmlnsb="c"/>', 'a reserved attribute'],
  ['<a xmlns:xmlnsb="c" xmlnsb:d="e"/>', 'a reserved prefix'],
])('what the parser complains of is refused: %s (%s)', async (text) => {
  expect(await refusalOf(text)).toBe('notWellFormed');
});

test.each<[string, (token: string) => string, string]>([
  ['a DOCTYPE before', (token) => `<!DOCTYPE a>${token}`, 'markupForbidden'],
  // A parser that reads the text before the comment signs in somebody else.
  ['a comment in its Name ID', (token) => token.replace('bbbb-cccc', 'bbbb<!---->-cccc'), 'markupForbidden'],
  [
    'an instruction in its Name ID',
    (token) => token.replace('bbbb-cccc', 'bbbb<?x?>-cccc'),
    'markupForbidden',
  ],
  ['much after', (token) => `${token}${' '.repeat(tokenLimits.bytes)}`, 'tooLarge'],
  ['deep elements beside', (token) => token.replace('<t:Lifetime>', `${nested(65)}<t:Lifetime>`), 'tooDeep'],
])('a token with %s is refused', async (_, spoil, reason) => {
  expect(await refusalOf(spoil(await signedToken()))).toBe(reason);
});

test('what the parser complains of is not in the error, because a token must not reach a log', async () => {
  const error: unknown = await parseXml('<secret></other>').catch((thrown: unknown) => thrown);
  expect(inspect(error, { depth: 5 })).not.toContain('other');
});
