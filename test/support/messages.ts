import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** A call or `new` in the sources. */
export interface Utterance {
  /** What is called: `ScimError`, `invalidValue`. */
  readonly callee: string;
  /** Its arguments that are texts, with `…` for what is put in; undefined where one is none. */
  readonly texts: readonly (string | undefined)[];
  /** The arguments as they are written. */
  readonly written: readonly string[];
  readonly file: string;
  /** The nearest named function around it, with its parameters. */
  readonly within: { readonly name: string; readonly parameters: readonly string[] } | undefined;
}

/** Every call and `new` in the TypeScript files under `folder`, those of tests left out. */
export function utterancesIn(folder: string): readonly Utterance[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => utterancesOf(`${folder}/${name}`));
}

function utterancesOf(file: string): readonly Utterance[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Utterance[] = [];
  const visit = (node: ts.Node, within: Utterance['within']): void => {
    const inner = namedFunction(node) ?? within;
    if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression)) {
      const parts = [...(node.arguments ?? [])];
      found.push({
        callee: node.expression.text,
        texts: parts.map(textOf),
        written: parts.map((part) => part.getText()),
        file,
        within: inner,
      });
    }
    node.forEachChild((child) => {
      visit(child, inner);
    });
  };
  visit(source, undefined);
  return found;
}

function namedFunction(node: ts.Node): Utterance['within'] {
  const named = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node);
  if (!named || node.name === undefined) return undefined;
  const parameters = node.parameters.map((parameter) => parameter.name.getText());
  return { name: node.name.getText(), parameters };
}

/** A text as a reader meets it, with `…` for each thing that is put in. */
function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.templateSpans.reduce((text, { literal }) => `${text}…${literal.text}`, node.head.text);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [textOf(node.left), textOf(node.right)];
    return left === undefined || right === undefined ? undefined : left + right;
  }
  return undefined;
}

/**
 * Every text that becomes the message of one of `errors`, also by way of functions that pass it on.
 *
 * @param errors names of classes and functions, and which of their arguments is the message.
 */
export function messagesOf(
  utterances: readonly Utterance[],
  errors: Readonly<Record<string, number>>,
): ReadonlySet<string> {
  const carriers = new Map(Object.entries(errors));
  for (let known = -1; known !== carriers.size;) {
    known = carriers.size;
    for (const { callee, written, within } of utterances) {
      const position = carriers.get(callee);
      const passed = position === undefined ? undefined : written[position];
      const parameter = within?.parameters.indexOf(passed ?? '') ?? -1;
      if (within !== undefined && parameter >= 0) carriers.set(within.name, parameter);
    }
  }
  return new Set(
    utterances.flatMap(({ callee, texts }) => {
      const text = texts[carriers.get(callee) ?? -1];
      return text === undefined ? [] : [text];
    }),
  );
}
