import { readFile } from 'node:fs/promises';
import defaultSchema from '../../../infra/entra/schema.json' with { type: 'json' };
import { InputError } from '../../exitCode.ts';
import { arrayOr, objectOr, stringOr, type JsonObject } from '../json.ts';
import type { EntryKind } from '../source/entry.ts';
import { parseExpression } from './expression/parse.ts';
import { ExpressionError, isRedacted } from './expression/tree.ts';
import type { AttributeMapping, Mapping, ObjectMapping, TargetType } from './mapping.ts';
import { parseScope } from '../scope/scopingFilter.ts';
import { parseTargetAttribute } from './target.ts';

/**
 * The mapping of docs/connect-entra.md.
 *
 * @param withGroups false for a service that has no groups.
 */
export function defaultMapping(withGroups: boolean): Mapping {
  const mapping = parseSchema(defaultSchema, 'the default mapping');
  return withGroups ? mapping : { ...mapping, group: undefined };
}

/**
 * Reads the mapping from the schema of a provisioning job, as the portal downloads it and Microsoft Graph returns it.
 *
 * @throws InputError that names the row, and the position in its expression.
 */
export async function readMapping(file: string): Promise<Mapping> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError(`The file ${file} can't be read.`);
  });
  try {
    return parseSchema(JSON.parse(text), file);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new InputError(`${file} is not JSON: ${error.message}.`);
  }
}

/** @throws InputError if it maps no people, or something in it is wrong. */
export function parseSchema(schema: unknown, file: string): Mapping {
  const rules = arrayOr(objectOr(schema).synchronizationRules).map(objectOr);
  const mappings = rules.flatMap((rule) =>
    arrayOr(rule.objectMappings).map((mapping) =>
      parseObjectMapping(objectOr(mapping), typesOf(objectOr(schema), rule, objectOr(mapping)), file),
    ),
  );
  const user = mappings.find(({ kind }) => kind === 'user');
  if (user === undefined) {
    throw new InputError(
      `${file} maps no users: it needs synchronizationRules with an objectMapping whose sourceObjectName is "User".`,
    );
  }
  return { user, group: mappings.find(({ kind }) => kind === 'group') };
}

function parseObjectMapping(
  mapping: JsonObject,
  types: ReadonlyMap<string, string>,
  file: string,
): ObjectMapping {
  const kind: EntryKind = stringOr(mapping.sourceObjectName) === 'Group' ? 'group' : 'user';
  const place = `${file}, mapping of ${kind}s`;
  const attributes = arrayOr(mapping.attributeMappings).map((row) =>
    parseRow(objectOr(row), types, (problem) => refuse(place, problem)),
  );
  const priorities = attributes.map(({ matchingPriority }) => matchingPriority).filter((one) => one > 0);
  const enabled = mapping.enabled !== false;
  if (enabled && priorities.length === 0)
    refuse(place, 'no attribute matches: give one a matchingPriority of 1');
  if (new Set(priorities).size < priorities.length)
    refuse(place, 'two attributes match with the same priority');
  const flow = stringOr(mapping.flowTypes).toLowerCase();
  const allows = (name: string) => flow === '' || flow.includes(name);
  return {
    kind,
    enabled,
    scope: parseScope(mapping.scope, (problem) => refuse(place, problem)),
    attributes,
    flow: { add: allows('add'), update: allows('update'), delete: allows('delete') },
  };
}

function refuse(place: string, problem: string): never {
  throw new InputError(`${place}: ${problem}.`);
}

function parseRow(
  row: JsonObject,
  types: ReadonlyMap<string, string>,
  refuseRow: (problem: string) => never,
): AttributeMapping {
  const path = stringOr(row.targetAttributeName);
  const target = parseTargetAttribute(path);
  if (target === undefined) refuseRow(`"${path}" is no target attribute`);
  const source = objectOr(row.source);
  const expression = expressionOf(source);
  const parsed = parse(expression, (problem) => refuseRow(`target ${path}, ${problem} in  ${expression}`));
  return {
    target,
    type: typeOf(types.get(path), path),
    source: parsed,
    expression,
    secret: isRedacted(parsed),
    defaultValue: stringOr(row.defaultValue) === '' ? undefined : stringOr(row.defaultValue),
    onlyOnCreate: row.flowType === 'ObjectAddOnly',
    matchingPriority: typeof row.matchingPriority === 'number' ? row.matchingPriority : 0,
  };
}

/** A constant may be given by its value alone. */
function expressionOf({ type, expression, name }: JsonObject): string {
  const text = stringOr(expression);
  if (type === 'Constant') return JSON.stringify(stringOr(name) === '' ? text : stringOr(name));
  if (text !== '') return text;
  return type === 'Attribute' && stringOr(name) !== '' ? `[${stringOr(name)}]` : text;
}

function parse(expression: string, refuseExpression: (problem: string) => never) {
  try {
    return parseExpression(expression);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return refuseExpression(error.message);
  }
}

/** The types of the target's attributes in the schema's directories. */
function typesOf(schema: JsonObject, rule: JsonObject, mapping: JsonObject): ReadonlyMap<string, string> {
  const target = arrayOr(schema.directories)
    .map(objectOr)
    .find(({ name }) => name === rule.targetDirectoryName);
  const object = arrayOr(target?.objects)
    .map(objectOr)
    .find(({ name }) => name === mapping.targetObjectName);
  return new Map(
    arrayOr(object?.attributes)
      .map(objectOr)
      .map(({ name, type }) => [stringOr(name), stringOr(type)]),
  );
}

/** A mapping may use attributes that the schema does not define. Of some the name says the type. */
function typeOf(defined: string | undefined, path: string): TargetType {
  const type = defined?.toLowerCase();
  if (type === 'boolean' || (type === undefined && path === 'active')) return 'boolean';
  if (type === 'reference' || path === 'members' || /\bmanager$/.test(path)) return 'reference';
  return type === 'integer' ? 'integer' : 'string';
}
