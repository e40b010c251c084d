import { randomUUID } from 'node:crypto';
import { invalidValue, ScimError } from '../http/error.ts';
import type { TenantCall } from '../http/endpoint.ts';
import { readBody } from '../http/request.ts';
import type { Answer } from '../http/response.ts';
import {
  executionOrder,
  readBulk,
  referencesOf,
  resolveReferences,
  type BulkOperation,
} from '../scim/bulk.ts';
import { isObject, type JsonObject } from '../scim/json.ts';
import { locationOf } from '../scim/represent.ts';
import { patchWith, replaceWith } from './changeUser.ts';
import { userContext, type UserContext } from './context.ts';
import { createWith } from './createUser.ts';
import { deleteWith } from './deleteUser.ts';

/** POST /Bulk (RFC 7644 §3.7): each operation succeeds or fails by itself, and the answer is 200. */
export async function bulk(call: TenantCall): Promise<Answer> {
  const context = await userContext(call);
  const { operations, failOnErrors } = readBulk(await readBody(call.request));
  const run = new BulkRun(context, operations);
  let errors = 0;
  const results = new Map<number, JsonObject>();
  for (const index of executionOrder(operations)) {
    const operation = operations[index];
    if (operation === undefined) continue;
    const { result, failed } = await run.execute(operation);
    results.set(index, result);
    errors += failed ? 1 : 0;
    // RFC 7644 §3.7.3: what was not tried is not in the answer.
    if (failOnErrors !== undefined && errors >= failOnErrors) break;
  }
  const ordered = [...results].toSorted(([left], [right]) => left - right).map(([, result]) => result);
  return {
    status: 200,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: ordered },
  };
}

interface Executed {
  readonly result: JsonObject;
  readonly failed: boolean;
}

/** One Bulk request while it is carried out. */
class BulkRun {
  readonly #context: UserContext;
  /**
   * The ids of all resources to be created, known before any of them is: so a reference can be resolved whether it
   * points forward, backward or in a circle (RFC 7644 §3.7.1).
   */
  readonly #ids = new Map<string, string>();
  readonly #created = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #used = new Set<string>();

  constructor(context: UserContext, operations: readonly BulkOperation[]) {
    this.#context = context;
    for (const { method, bulkId } of operations) {
      if (method === 'POST' && bulkId !== undefined && !this.#ids.has(bulkId))
        this.#ids.set(bulkId, randomUUID());
    }
  }

  async execute(operation: BulkOperation): Promise<Executed> {
    const { method, bulkId } = operation;
    const common = { method, ...(bulkId === undefined ? {} : { bulkId }) };
    try {
      const { id, answer } = await this.#carryOut(operation);
      const version = answer.headers?.ETag;
      return {
        failed: false,
        result: {
          ...common,
          ...(version === undefined ? {} : { version }),
          location: this.#location(id),
          status: String(answer.status),
        },
      };
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      // Of two with the same bulkId the second fails; what the first created is there.
      if (method === 'POST' && bulkId !== undefined && !this.#created.has(bulkId)) this.#failed.add(bulkId);
      const id = method === 'POST' ? undefined : this.#idIn(operation.path);
      const location = id === undefined ? {} : { location: this.#location(id) };
      return {
        failed: true,
        result: { ...common, ...location, status: String(error.status), response: { ...error.toBody() } },
      };
    }
  }

  async #carryOut(operation: BulkOperation): Promise<{ readonly id: string; readonly answer: Answer }> {
    const { method, path, bulkId, version } = operation;
    this.#checkReferences(operation);
    if (method === 'POST') return this.#create(path, bulkId, this.#data(operation));
    const id = this.#idIn(path);
    if (!['PUT', 'PATCH', 'DELETE'].includes(method)) {
      throw new ScimError(
        400,
        'invalidSyntax',
        'The method of a Bulk operation must be POST, PUT, PATCH or DELETE.',
      );
    }
    if (id === undefined) throw noSuchPath();
    const ifMatch = version ?? null;
    if (method === 'DELETE') return { id, answer: await deleteWith(this.#context, id, ifMatch) };
    const change = method === 'PUT' ? replaceWith : patchWith;
    return { id, answer: await change(this.#context, { id, body: this.#data(operation), ifMatch }) };
  }

  async #create(path: string, bulkId: string | undefined, body: JsonObject) {
    if (pathParts(path).join('/') !== 'users') throw noSuchPath();
    if (bulkId === undefined) throw invalidValue('A POST in a Bulk request needs a bulkId (RFC 7644 §3.7).');
    if (this.#used.has(bulkId))
      throw invalidValue(`The bulkId ${JSON.stringify(bulkId)} is used by another operation.`);
    this.#used.add(bulkId);
    const id = this.#ids.get(bulkId) ?? randomUUID();
    const answer = await createWith(this.#context, body, id);
    this.#created.add(bulkId);
    return { id, answer };
  }

  #checkReferences(operation: BulkOperation): void {
    for (const bulkId of referencesOf(operation)) {
      const name = JSON.stringify(bulkId);
      if (!this.#ids.has(bulkId)) throw invalidValue(`No operation of this request creates bulkId ${name}.`);
      if (this.#failed.has(bulkId)) {
        throw new ScimError(
          409,
          undefined,
          `The operation with bulkId ${name}, to which this one refers, failed.`,
        );
      }
    }
  }

  #data({ data }: BulkOperation): JsonObject {
    const resolved = data === undefined ? undefined : resolveReferences(data, this.#ids);
    if (!isObject(resolved))
      throw new ScimError(400, 'invalidSyntax', 'This Bulk operation needs an object "data".');
    return resolved;
  }

  /** The id in `/Users/{id}`, where it may be `bulkId:…`. */
  #idIn(path: string): string | undefined {
    const parts = path.split('/').filter((part) => part !== '');
    const [endpoint, id] = parts;
    if (parts.length !== 2 || endpoint?.toLowerCase() !== 'users' || id === undefined) return undefined;
    return id.startsWith('bulkId:') ? this.#ids.get(id.slice('bulkId:'.length)) : id;
  }

  #location(id: string): string {
    return locationOf(this.#context.type, id, this.#context.call.baseUrl);
  }
}

function pathParts(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '');
}

function noSuchPath(): ScimError {
  return new ScimError(
    404,
    undefined,
    'The path of a Bulk operation must be /Users for a POST, else /Users/{id}.',
  );
}
