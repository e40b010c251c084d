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
}

export async function openApiDocuments(schemas: readonly SchemaDocument[]): Promise<OpenApiDocuments> {
  const scim = merged(await readDocument('scim'), { schemas: resourceSchemas(schemas) });
  const manage = await readDocument('manage');
  const local = JSON.parse(JSON.stringify(manage).replaceAll('scim.yaml#', '#')) as OpenApiDocument;
  return { scim, manage: completed(local, scim.components) };
}

async function readDocument(name: string): Promise<OpenApiDocument> {
  const text = await readFile(join(import.meta.dirname, '../openapi', `${name}.yaml`), 'utf8');
  const { 'x-answers': _, ...document } = parse(text, { merge: true, maxAliasCount: -1 }) as OpenApiDocument;
  return { ...document, info: { ...document.info, version: packageJson.version } };
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
