import { describe, expect, test } from 'vitest';
import { infraFiles } from './bicep/infraFiles.ts';
import { parse } from './bicep/parse.ts';
import { BicepError, type Expression } from './bicep/syntax.ts';

/** Writes an expression with all its brackets, so that its structure shows. */
function shown(expression: Expression | undefined): string {
  switch (expression?.kind) {
    case 'string':
      return `'${expression.parts.map((part) => (typeof part === 'string' ? part : `\${${shown(part)}}`)).join('')}'`;
    case 'number':
    case 'boolean':
      return String(expression.value);
    case 'name':
      return expression.name;
    case 'member':
      return `${shown(expression.of)}.${expression.name}`;
    case 'index':
      return `${shown(expression.of)}[${shown(expression.index)}]`;
    case 'call':
      return `${expression.of === undefined ? '' : `${shown(expression.of)}.`}${expression.name}(${expression.args.map(shown).join()})`;
    case 'unary':
      return `(${expression.operator}${shown(expression.operand)})`;
    case 'binary':
      return `(${shown(expression.left)}${expression.operator}${shown(expression.right)})`;
    case 'choice':
      return `(${shown(expression.condition)}?${shown(expression.yes)}:${shown(expression.no)})`;
    case 'array':
      return `[${expression.items.map(shown).join()}]`;
    case 'object':
      return `{${expression.properties.map(({ name, value }) => `${shown(name)}:${shown(value)}`).join()}}`;
    case 'for':
      return `[for ${expression.item}${expression.index === undefined ? '' : `,${expression.index}`} in ${shown(expression.list)}:${shown(expression.body)}]`;
    default:
      return expression?.kind ?? '';
  }
}

describe('an expression', () => {
  test.each([
    ['1 + 2 * 3 == 7 && !a || b', '((((1+(2*3))==7)&&(!a))||b)'],
    ['a ? b : c ? d : e', '(a?b:(c?d:e))'],
    ['a\n  ? b\n  : c', '(a?b:c)'],
    ["a.b[0]['c'].d(1, 'x')", "a.b[0]['c'].d(1,'x')"],
    ['f(\n  1\n  2\n)'.replace('1\n', '1,\n'), 'f(1,2)'],
    ["'a${b}c${d.e}'", "'a${b}c${d.e}'"],
    ["'${toLower('${a}-{}')}'", "'${toLower('${a}-{}')}'"],
    ["'it\\'s \\${a} $ \\u{e9}'", "'it's ${a} $ é'"],
    ["'''\nraw ${a} 'x'\n'''", "'raw ${a} 'x'\n'"],
    ["{ a: 1, 'b-c': [1, 2] }", "{'a':1,'b-c':[1,2]}"],
    ['{\n  // why\n  a: 1 /* how */\n\n  b: null\n}', "{'a':1,'b':null}"],
    ['[\n  1\n  {\n  }\n]', '[1,{}]'],
    ['[for (x, i) in list: {\n  a: x.b\n}]', "[for x,i in list:{'a':x.b}]"],
  ])('%s', (text, structure) => {
    const [statement] = parse(`var x = ${text}`);
    expect(shown(statement?.value)).toBe(structure);
  });
});

test('statements are told apart, and know where they stand', () => {
  const statements = parse(
    "targetScope = 'resourceGroup'\n\n@description('a')\n@minLength(1)\nparam a string = 'b'\n" +
      "resource c 'T@1' existing = {\n  name: a\n}\nresource d 'T@1' = if (a == '') {\n}\nmodule e 'f.bicep' = {\n}\noutput g string = a",
  );
  expect(statements.map(({ kind, place }) => `${kind} ${place.line}`)).toEqual([
    ...['targetScope 1', 'param 5', 'resource 6', 'resource 9', 'module 11', 'output 13'],
  ]);
  expect(statements[1]).toMatchObject({ decorators: [{ name: 'description' }, { name: 'minLength' }] });
  expect(statements[2]).toMatchObject({ existing: true });
});

describe('what is no Bicep is refused', () => {
  test.each([
    ['var a = ', '1:9 Here should be an expression'],
    ["var a = 'b", 'A string is not closed.'],
    ["var a = 'b${c'", 'A string is not closed.'],
    ["var a = '''b", 'A multi-line string is not closed.'],
    ["var a = '\\x'", 'A backslash is followed by what it cannot escape.'],
    ['/* a', 'A comment is not closed.'],
    ['var a = 1 2', '1:11 Here should be the end of the line'],
    ['var a = { b: 1 c: 2 }', 'Here should be the end of the line'],
    ['var a = {\n  b: 1\n  b: 2\n}', '3:3 The property b stands twice.'],
    ['var a = [1', 'Here should be'],
    ['var a = f(1', 'Here should be ")"'],
    ['var a = b ? c', 'Here should be ":"'],
    ['var a = "b"', '" stands for nothing in Bicep.'],
    ['param a text', 'text is no type.'],
    ['parameter a string', 'No statement begins with "parameter".'],
    ['resource a = {\n}', 'Here should be a string'],
    ['output a string', 'Here should be "="'],
    ['var a = [for b of c: b]', 'Here should be "in"'],
  ])('%s', (text, problem) => {
    expect(() => parse(text)).toThrow(BicepError);
    expect(() => parse(text)).toThrow(problem);
  });
});

test('a file of which the end is missing is refused, wherever it is cut off', () => {
  const text = infraFiles().get('modules/functionApp.bicep') ?? '';
  const object = text.slice(text.indexOf("resource app '"), text.indexOf('// Of their own'));
  const inner = object.trimEnd();
  let refused = 0;
  for (let end = object.indexOf('{') + 1; end < inner.length; end++) {
    expect(() => parse(inner.slice(0, end))).toThrow(BicepError);
    refused++;
  }
  expect(refused).toBeGreaterThan(500);
  expect(parse(inner)).toHaveLength(1);
});
