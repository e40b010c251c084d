import { posix } from 'node:path';
import { parse } from './parse.ts';
import {
  BicepError,
  type Declaration,
  type Expression,
  type Module,
  type ObjectExpression,
  type Output,
  type Parameter,
  type Place,
  type Statement,
} from './syntax.ts';

/** Texts of Bicep files, by path. */
export type Files = ReadonlyMap<string, string>;

/** A Bicep file with the modules that it uses. */
export interface Template {
  readonly path: string;
  readonly statements: readonly Statement[];
  /** What is declared and can be named; outputs cannot. */
  readonly symbols: ReadonlyMap<string, Exclude<Declaration, Output>>;
  readonly parameters: readonly Parameter[];
  readonly outputs: readonly Output[];
  /** The file of each module, by the module's name in this one. */
  readonly modules: ReadonlyMap<string, Template>;
}

/** @throws BicepError where a file is not well-formed or a module's file is not there. */
export function readTemplate(path: string, files: Files): Template {
  const text = files.get(path);
  if (text === undefined) throw new Error(`${path} is not there.`);
  const statements = parse(text);
  const named = statements.flatMap((statement) =>
    statement.kind === 'targetScope' || statement.kind === 'output' ? [] : [statement],
  );
  const modules = named
    .filter((statement) => statement.kind === 'module')
    .map((module) => [module.name, readTemplate(moduleFile(path, module, files), files)] as const);
  return {
    path,
    statements,
    symbols: new Map(named.map((statement) => [statement.name, statement])),
    parameters: statements.filter((statement) => statement.kind === 'param'),
    outputs: statements.filter((statement) => statement.kind === 'output'),
    modules: new Map(modules),
  };
}

function moduleFile(from: string, module: Module, files: Files): string {
  const relative = literal(module.path);
  const path = posix.join(posix.dirname(from), typeof relative === 'string' ? relative : '');
  if (path === from || !files.has(path)) throw new BicepError(module.place, `${path} is not there.`);
  return path;
}

/** A template and those of its modules, each once. */
export function allTemplates(template: Template): readonly Template[] {
  const inner = [...template.modules.values()].flatMap(allTemplates);
  return [...new Map([template, ...inner].map((one) => [one.path, one])).values()];
}

/** The value of an expression that is plainly written down; undefined where a deployment decides. */
export function literal(expression: Expression | undefined): string | number | boolean | null | undefined {
  if (expression?.kind === 'number' || expression?.kind === 'boolean') return expression.value;
  if (expression?.kind === 'null') return null;
  const [text, ...others] = expression?.kind === 'string' ? expression.parts : [];
  return typeof text === 'string' && others.length === 0 ? text : undefined;
}

/** What a resource or module is set to, inside of its condition and its loop. */
export function bodyOf(value: Expression): ObjectExpression | undefined {
  if (value.kind === 'for' || value.kind === 'if') return bodyOf(value.body);
  return value.kind === 'object' ? value : undefined;
}

/** A property of an object by its path, such as `properties.siteConfig.minTlsVersion`. */
export function propertyAt(object: Expression | undefined, path: string): Expression | undefined {
  let found = object;
  for (const name of path.split('.')) {
    const properties = found?.kind === 'object' ? found.properties : [];
    found = properties.find((property) => literal(property.name) === name)?.value;
  }
  return found;
}

/** The template as if a symbol were not there, so that a look at symbols that need each other ends. */
export function withoutSymbol(template: Template, name: string): Template {
  return { ...template, symbols: new Map([...template.symbols].filter(([other]) => other !== name)) };
}

/** A sentence about what is wrong in a template, and where. */
export function finding({ path }: Template, { line, column }: Place, problem: string): string {
  return `${path}:${line}:${column} ${problem}`;
}
