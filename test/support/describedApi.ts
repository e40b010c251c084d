import addFormats from 'ajv-formats';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

/** What the tests look at of an OpenAPI document. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** `GET /manage/tenants` and what the document says of it. */
export interface Operated {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** An answer as it is compared with a document. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
}

/** An OpenAPI document that says what answers are. */
export interface DescribedApi {
  readonly document: OpenApi;
  readonly operations: readonly Operated[];
  /** What a pointer into the document (`#/components/…`) leads to. */
  readonly resolved: (value: unknown) => { readonly pointer?: string; readonly value: unknown };
  /** The operation that serves a path, if any does. */
  readonly operationOf: (method: string, path: string) => Operated | undefined;
  /** @throws Error that says where an answer is not what the document says of it. */
  readonly checkAnswer: (method: string, path: string, answer: Answered) => void;
}

const methods = ['get', 'put', 'post', 'delete', 'patch'];

interface Described {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** @param errorSchema pointer to the schema of what is answered where nothing is served. */
export function describedApi(source: unknown, errorSchema: string): DescribedApi {
  const document = source as OpenApi;
  const operations: readonly Operated[] = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(ofAnswers(source) as object, 'api');

  function resolved(value: unknown): { readonly pointer?: string; readonly value: unknown } {
    const pointer = (value as { $ref?: string }).$ref;
    if (pointer === undefined) return { value };
    const found = pointer
      .split('/')
      .slice(1)
      .reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], document);
    return { pointer, value: found };
  }

  function operationOf(method: string, path: string): Operated | undefined {
    const parts = partsOf(path);
    // A path without parameters comes before those with parameters.
    const paths = Object.keys(document.paths).filter((template) => serves(template, parts));
    const [nearest] = paths.toSorted((left, right) => left.split('{').length - right.split('{').length);
    return operations.find((each) => each.method === method && each.path === nearest);
  }

  function checkBody(where: string, pointer: string, body: unknown): void {
    const validate = ajv.getSchema(`api${pointer}`);
    if (validate === undefined) throw new Error(`There is no schema ${pointer}.`);
    if (validate(body) !== true) throw new Error(`${where}: ${inWords(validate.errors ?? [])}`);
  }

  function checkAnswer(method: string, path: string, answer: Answered): void {
    const { status, text, body } = answer;
    const head = method === 'HEAD';
    // HEAD is answered as GET is, but for the body; where GET hands secrets out, HEAD is not served at all.
    const found = head && status === 405 ? undefined : operationOf(head ? 'GET' : method, path);
    if (found === undefined) {
      // Of what is not there, the document says nothing but how an error looks.
      const where = `${method} ${path} ${status}`;
      if (status === 405 && !answer.headers.has('allow')) throw new Error(`${where} has no header Allow.`);
      if (!head) checkBody(where, errorSchema, body);
      return;
    }
    const where = `${method} ${path} ${status} (${found.operation.operationId})`;
    const response = found.operation.responses[String(status)] ?? found.operation.responses.default;
    if (response === undefined) throw new Error(`${where} is not in the document.`);
    const {
      pointer = pointerTo('paths', found.path, found.method.toLowerCase(), 'responses', String(status)),
      value,
    } = resolved(response);
    const { headers = {}, content } = value as Described;
    for (const name of Object.keys(headers)) {
      if (!answer.headers.has(name)) throw new Error(`${where} has no header ${name}.`);
    }
    if (content === undefined || head) {
      if (text !== '') throw new Error(`${where} has a body.`);
    }
    if (content === undefined) return;
    const mediaType = answer.headers.get('content-type');
    if (mediaType === null || !(mediaType in content))
      throw new Error(`${where} has the media type ${mediaType}.`);
    if (!head) checkBody(where, `${pointer}/content/${escaped(mediaType)}/schema`, body);
  }

  return { document, operations, resolved, operationOf, checkAnswer };
}

interface Property {
  readonly writeOnly?: boolean;
  readonly 'x-scim'?: { readonly returned: string };
}

interface ObjectSchema {
  readonly type?: unknown;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
}

/**
 * The document as answers must keep it: a member that is not described, or is only written, is none, and what SCIM always
 * returns is there.
 */
function ofAnswers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofAnswers);
  if (typeof value !== 'object' || value === null) return value;
  const schema: ObjectSchema =
    'properties' in value && 'type' in value ? asAnswered(value as ObjectSchema) : value;
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, ofAnswers(part)]));
}

function asAnswered(schema: ObjectSchema): ObjectSchema {
  const members = Object.entries(schema.properties ?? {});
  const always = members.filter(([, property]) => property['x-scim']?.returned === 'always');
  return {
    additionalProperties: false,
    ...schema,
    properties: Object.fromEntries(members.filter(([, property]) => property.writeOnly !== true)),
    required: [...new Set([...(schema.required ?? []), ...always.map(([name]) => name)])],
  };
}

/** As the host reads a path: without a slash at its end, decoded. */
function partsOf(path: string): readonly string[] {
  const parts = path.replace(/\?.*/s, '').split('/');
  return parts.length > 2 && parts.at(-1) === '' ? parts.slice(0, -1) : parts;
}

/** Literals are compared without case, as the host does. */
function serves(template: string, parts: readonly string[]): boolean {
  const expected = template.split('/');
  return (
    expected.length === parts.length &&
    expected.every((part, i) =>
      part.startsWith('{') ? parts[i] !== '' : part.toLowerCase() === parts[i]?.toLowerCase(),
    )
  );
}

/** Names the places in the body, and of what they hold nothing. */
function inWords(problems: readonly ErrorObject[]): string {
  return problems
    .map(({ instancePath, message, params }) => {
      const extra: unknown = params.additionalProperty;
      return `body${instancePath} ${message ?? ''}${typeof extra === 'string' ? ` (${extra})` : ''}`;
    })
    .join('; ');
}

function pointerTo(...names: readonly string[]): string {
  return `#/${names.map(escaped).join('/')}`;
}

/** As a part of a JSON pointer in a URI fragment (RFC 6901 §6). */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
