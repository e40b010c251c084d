/**
 * Builds the OpenAPI documents: the hand-written `openapi/*.yaml` with the version of `package.json` and the
 * resources of `schemas/`.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import packageJson from '../package.json' with { type: 'json' };
import type { SchemaDocument } from '../shared/scim/schema/document.ts';
import { resourceSchemas } from './resourceSchemas.ts';

type Json = Readonly<Record<string, unknown>>;
type Components = Readonly<Record<string, Json>>;

export interface OpenApiDocument extends Json {
  readonly info: Json;
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: Components;
}

export interface OpenApiDocuments {
  readonly scim: OpenApiDocument;
  readonly manage: OpenApiDocument;
  /** The management API with what is planned: the console is built against it. */
  readonly planned: OpenApiDocument;
}

export async function openApiDocuments(schemas: readonly SchemaDocument[]): Promise<OpenApiDocuments> {
  const scim = merged(await readDocument('scim'), { schemas: resourceSchemas(schemas) });
  const manageDocument = async (planned: boolean) => {
    const manage = await readDocument('manage', planned);
    const local = JSON.parse(JSON.stringify(manage).replaceAll('scim.yaml#', '#')) as OpenApiDocument;
    return completed(local, scim.components);
  };
  return { scim, manage: await manageDocument(false), planned: await manageDocument(true) };
}

/** @param planned whether what is planned stays. */
async function readDocument(name: string, planned = false): Promise<OpenApiDocument> {
  const text = await readFile(join(import.meta.dirname, '../openapi', `${name}.yaml`), 'utf8');
  const source: unknown = parse(text, { merge: true, maxAliasCount: -1 });
  const { 'x-answers': _, ...document } = pruned(
    (planned ? source : withoutPlanned(source)) as OpenApiDocument,
  );
  return { ...document, info: { ...document.info, version: packageJson.version } };
}

/** Without what the service does not serve yet: a page is built against its description before. */
function withoutPlanned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((part) => !isPlanned(part)).map(withoutPlanned);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, part]) => !isPlanned(part));
  return Object.fromEntries(members.map(([name, part]) => [name, withoutPlanned(part)]));
}

/** Without paths that have no operation, and components that nothing refers to. */
function pruned(document: OpenApiDocument): OpenApiDocument {
  const paths = Object.fromEntries(
    Object.entries(document.paths).filter(([, path]) =>
      Object.keys(path).some((name) => name !== 'parameters'),
    ),
  );
  const text = JSON.stringify({ ...document, paths });
  const isUsed = (kind: string, name: string) =>
    kind === 'securitySchemes' || text.includes(`components/${kind}/${name}"`);
  const components = Object.fromEntries(
    Object.entries(document.components).map(([kind, parts]) => [
      kind,
      Object.fromEntries(Object.entries(parts).filter(([name]) => isUsed(kind, name))),
    ]),
  );
  const result = { ...document, paths, components };
  return JSON.stringify(result).length === JSON.stringify(document).length ? result : pruned(result);
}

function isPlanned(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'x-planned' in value;
}

/** The document with the members of `components` that it refers to and lacks. */
function completed(document: OpenApiDocument, components: Components): OpenApiDocument {
  const references = JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/(\w+)"/g);
  const missing = [...references].find(
    ([, kind = '', name = '']) => document.components[kind]?.[name] === undefined,
  );
  if (missing === undefined) return document;
  const [reference, kind = '', name = ''] = missing;
  const part = components[kind]?.[name];
  if (part === undefined) throw new Error(`openapi/ refers to ${reference}, which does not exist.`);
  return completed(merged(document, { [kind]: { [name]: part } }), components);
}

function merged(document: OpenApiDocument, more: Components): OpenApiDocument {
  const kinds = Object.entries(more).map(([kind, parts]) => [
    kind,
    { ...document.components[kind], ...parts },
  ]);
  return {
    ...document,
    components: { ...document.components, ...(Object.fromEntries(kinds) as Components) },
  };
}
