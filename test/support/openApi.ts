import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import manage from '../../openapi/manage.json' with { type: 'json' };
import type { Reply } from './client.ts';

/** What the tests look at of an OpenAPI document. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** `GET /manage/tenants` and what the document says of it. */
export interface Operated {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export const document = manage as unknown as OpenApi;

const methods = ['get', 'put', 'post', 'delete', 'patch'];

export const operations: readonly Operated[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => methods.includes(method))
    .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);

const id = 'manage';
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(closed(manage) as object, id);

/** The document with every object closed that it leaves open: an answer has no member that it does not describe. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, part]) => [name, closed(part)]));
  const open = 'properties' in value && 'type' in value && !('additionalProperties' in value);
  return open ? { ...inner, additionalProperties: false } : inner;
}

/** What a pointer into the document (`#/components/…`) leads to. */
export function resolved(value: unknown): { readonly pointer?: string; readonly value: unknown } {
  const pointer = (value as { $ref?: string }).$ref;
  if (pointer === undefined) return { value };
  const found = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], document);
  return { pointer, value: found };
}

interface Described {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** @throws Error that says where an answer is not what the document says of it. */
export function checkAnswer(method: string, path: string, reply: Reply): void {
  const where = `${method} ${path} ${reply.status}`;
  const found = operationOf(method, path);
  if (found === undefined) {
    // Of what is not there, the document says nothing but how an error looks; to HEAD it has no body.
    if (method !== 'HEAD') checkBody(where, '#/components/schemas/Problem', reply.body);
    return;
  }
  const response = found.operation.responses[String(reply.status)];
  if (response === undefined) throw new Error(`${where} is not in the document.`);
  const {
    pointer = pointerTo('paths', found.path, method.toLowerCase(), 'responses', String(reply.status)),
    value,
  } = resolved(response);
  const { headers = {}, content } = value as Described;
  for (const name of Object.keys(headers)) {
    if (!reply.headers.has(name)) throw new Error(`${where} has no header ${name}.`);
  }
  const mediaType = reply.headers.get('content-type');
  if (content === undefined) {
    if (reply.text !== '') throw new Error(`${where} has a body.`);
  } else {
    if (mediaType === null || !(mediaType in content))
      throw new Error(`${where} has the media type ${mediaType}.`);
    checkBody(where, `${pointer}/content/${escaped(mediaType)}/schema`, reply.body);
  }
}

function checkBody(where: string, pointer: string, body: unknown): void {
  const validate = ajv.getSchema(`${id}${pointer}`);
  if (validate === undefined) throw new Error(`There is no schema ${pointer}.`);
  if (validate(body) !== true) throw new Error(`${where}: ${ajv.errorsText(validate.errors)}`);
}

/** The operation that serves a path, if any does. */
function operationOf(method: string, path: string): Operated | undefined {
  const parts = path.replace(/\?.*/, '').split('/');
  return operations.find(
    (candidate) =>
      candidate.method === method &&
      candidate.path.split('/').length === parts.length &&
      candidate.path.split('/').every((part, i) => part.startsWith('{') || part === parts[i]),
  );
}

function pointerTo(...names: readonly string[]): string {
  return `#/${names.map(escaped).join('/')}`;
}

/** As a part of a JSON pointer in a URI fragment (RFC 6901 §6). */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
