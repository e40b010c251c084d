import { describe, expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { parseExpression } from './parse.ts';
import { isRedacted } from './tree.ts';

const attributes: Readonly<Record<string, string | readonly string[]>> = {
  givenName: 'Zoë',
  surname: 'Van Dyke',
  mail: 'zoe.vandyke@contoso.example',
  country: 'CH',
  phone: '+41 44 555 01 42',
  IsSoftDeleted: 'False',
  number: '0042',
  proxyAddresses: ['smtp:a@x.example', 'SMTP:b@x.example'],
};

function give(expression: string) {
  return evaluate(parseExpression(expression), (name) => attributes[name]);
}

describe('functions give what Microsoft documents', () => {
  test.each([
    ['[surname]', 'Van Dyke'],
    ['"it says \\"no\\" \\\\"', 'it says "no" \\'],
    ['Append([givenName], "-x")', 'Zoë-x'],
    ['Append([nothing], "-x")', undefined],
    ['Coalesce([nothing], "", [mail], "last")', 'zoe.vandyke@contoso.example'],
    ['IIF([country]="CH", "ja", "nein")', 'ja'],
    ['IIF([country]<>"CH", "ja", "nein")', 'nein'],
    ['IIF(IsNullOrEmpty([nothing]), [country], [mail])', 'CH'],
    ['IIF(10 > 9, "number", "text")', 'number'],
    // A card number is no number: its zeros count.
    ['IIF([number] = "42", "same", "other")', 'other'],
    ['IsNullOrEmpty([mail])', 'False'],
    ['Join(" ", [givenName], [nothing], [surname])', 'Zoë Van Dyke'],
    ['Join(",", [proxyAddresses])', 'smtp:a@x.example,SMTP:b@x.example'],
    ['Join(" ", [nothing])', undefined],
    ['Left([givenName], 2)', 'Zo'],
    ['Mid([surname], 5, 10)', 'Dyke'],
    ['Not([IsSoftDeleted])', 'True'],
    ['Not([nothing])', undefined],
    ['Redact([number])', '0042'],
    ['Replace([mail], "contoso", , , "fabrikam", , )', 'zoe.vandyke@fabrikam.example'],
    ['Replace([givenName], "X", , , , , "X@contoso.example")', 'Zoë@contoso.example'],
    ['Replace([phone], , "\\\\s", , "", , )', '+41445550142'],
    ['Replace([phone], , "\\\\+(?<code>\\\\d+)", "code", "0", , )', '+0 44 555 01 42'],
    ['Replace([nothing], , "^(?<name>[^@]+)@", "name", , "mail", )', 'zoe.vandyke'],
    ['Replace([country], , "^(?<name>[^@]+)@", "name", , "mail", )', 'CH'],
    ['Split("a,b", ",")', ['a', 'b']],
    ['StripSpaces([surname])', 'VanDyke'],
    ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', 'True'],
    ['Switch([country], "other", "DE", "Berlin")', 'other'],
    ['Switch([country], , "DE", "Berlin")', undefined],
    ['ToLower("IİÅ")', 'ii̇å'],
    ['ToUpper([surname])', 'VAN DYKE'],
    ['toupper([country])', 'CH'],
    ['Word("The quick brown fox", 3, " ")', 'brown'],
    ['Word([mail], 2, "@.")', 'vandyke'],
    ['Word("a", 2, " ")', undefined],
    ['Left(Replace([mail], "@contoso.example", , , "", , ), 3)', 'zoe'],
  ])('%s', (expression, expected) => {
    expect(give(expression)).toEqual(expected);
  });
});

describe('a wrong expression is refused where it is wrong', () => {
  test.each([
    ['', 1, 'an attribute, a text or a function was expected, and the end was found'],
    ['[mail', 1, 'has no "]"'],
    ['Join(" ", "x', 11, 'no closing quote'],
    ['Swicth([mail], , "a", "b")', 1, 'there is no function Swicth; did you mean Switch?'],
    ['Left([mail])', 1, 'Left takes 2 arguments, and 1 are given'],
    ['Left([mail], 2', 15, '"," or ")" was expected in Left(…), and the end was found'],
    ['Left([mail], 2) x', 17, 'the end was expected, and "x" was found'],
    ['Left([mail] 2)', 13, '"," or ")" was expected in Left(…), and "2" was found'],
    ['Join(" ", mail)', 11, 'write mail(…), "mail" or [mail]'],
    ['Append([mail], %)', 16, '"%" begins nothing'],
    ['Replace([mail], , "(", , "", , )', 19, 'Invalid regular expression'],
  ])('%s', (expression, position, sentence) => {
    expect(() => parseExpression(expression)).toThrow(
      expect.objectContaining({ position, message: expect.stringContaining(sentence) as unknown }),
    );
  });

  test('functions in each other too deeply', () => {
    const deep = `${'Not('.repeat(1000)}[mail]${')'.repeat(1000)}`;
    expect(() => parseExpression(deep)).toThrow('too deeply');
  });
});

test('Redact anywhere in an expression hides it', () => {
  expect(isRedacted(parseExpression('Append("0", Redact([pin]))'))).toBe(true);
  expect(isRedacted(parseExpression('Append("0", [pin])'))).toBe(false);
});
