import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describedApi, inWords, type Answered, type DescribedApi } from './describedApi.ts';

/** The SCIM API as the document describes it that was made when `project` was built. */
export function readScimApi(project: string): DescribedApi {
  const text = readFileSync(join(project, 'generated/openapi.json'), 'utf8');
  return describedApi(JSON.parse(text), '#/components/schemas/Error');
}

let own: DescribedApi | undefined;

export function scimApi(): DescribedApi {
  own ??= readScimApi(join(import.meta.dirname, '../..'));
  return own;
}

/** @throws Error that says where an answer, or a request that was carried out, is not what the document says of it. */
export function checkExchange(
  api: DescribedApi,
  method: string,
  url: string,
  sent: unknown,
  answer: Answered,
): void {
  const path = new URL(url).pathname;
  // That has a document of its own.
  if (path.startsWith('/manage')) return;
  api.checkAnswer(method, path, answer);
  if (answer.status < 300) checkRequest(api, method, path, sent, answer);
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

/** What was carried out was a request as the document describes it. */
function checkRequest(
  api: DescribedApi,
  method: string,
  path: string,
  sent: unknown,
  { status, body }: Answered,
): void {
  const schema = (
    api.operationOf(method, path)?.operation.requestBody?.content['application/scim+json'] as
      { schema: Schema } | undefined
  )?.schema;
  if (schema?.$ref === undefined) return;
  // Of a Bulk request each operation is carried out or not by itself.
  if (schema.$ref.endsWith('/BulkRequest') && JSON.stringify(body).includes('"response":')) return;
  const problems = api
    .problems(schema.$ref, plain(api, schema, parsed(sent)))
    // Whether externalId is required is for the tenant to say.
    .filter(({ instancePath, params }) => instancePath !== '' || params.missingProperty !== 'externalId');
  if (problems.length > 0)
    throw new Error(
      `${method} ${path} ${status} was carried out, but the request is wrong: ${inWords(problems)}`,
    );
}

function parsed(sent: unknown): unknown {
  const text = sent instanceof Uint8Array ? new TextDecoder().decode(sent) : sent;
  return JSON.parse(typeof text === 'string' ? text.replace(/^\uFEFF/, '') : JSON.stringify(text));
}

const coreUrn = /^urn:ietf:params:scim:schemas:core:2\.0:User(?::|$)/i;

/**
 * What the description of a schema says of every name and value, done to `value`: names match without case, the core
 * URN may stand before them, and `""` and `[]` are no value.
 */
function plain(api: DescribedApi, schema: Schema, value: unknown): unknown {
  const { properties, required = [], anyOf, items } = api.resolved(schema).value as Schema;
  if (anyOf !== undefined) {
    const fitting = anyOf.find((each) => (Array.isArray(value) ? each.items : each.properties) !== undefined);
    return fitting === undefined ? value : plain(api, fitting, value);
  }
  if (Array.isArray(value)) return items === undefined ? value : value.map((part) => plain(api, items, part));
  if (typeof value !== 'object' || value === null || properties === undefined) return value;
  const names = new Map(Object.keys(properties).map((name) => [name.toLowerCase(), name]));
  const members = Object.entries(value).flatMap(([given, part]: [string, unknown]) => {
    const bare = given.replace(coreUrn, '');
    if (bare === '' && given !== '') return Object.entries(plain(api, schema, part) as object);
    const name = names.get(bare.toLowerCase()) ?? bare;
    const unassigned = part === '' || (Array.isArray(part) && part.length === 0);
    if (unassigned && !required.includes(name)) return [];
    return [[name, plain(api, properties[name] ?? {}, part)]];
  });
  return Object.fromEntries(members) as unknown;
}
