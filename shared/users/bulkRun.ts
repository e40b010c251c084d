import { randomUUID } from 'node:crypto';
import { ScimError } from '../scim/error.ts';
import { referencesOf, resolveReferences, type BulkOperation } from '../scim/bulk.ts';
import { defined, isObject, type JsonObject } from '../scim/json.ts';
import { entityTag, locationOf } from '../scim/represent.ts';
import { applyUserPatch, replaceUser } from './changeUser.ts';
import type { UserContext } from './context.ts';
import { createUser } from './createUser.ts';
import { isLogged, type RefusedWrite } from './refusals.ts';
import { removeUser } from './removeUser.ts';
import {
  bulkDataMissing,
  bulkIdMissing,
  bulkIdRepeated,
  bulkIdUnknown,
  bulkMethodUnknown,
  bulkNotTried,
  bulkPathNotFound,
  bulkReferenceFailed,
} from '../scim/errors/bulk.ts';

/** An operation that has succeeded. */
interface Done {
  readonly id: string;
  /** What the same would be answered with as a request of its own; RFC 7644 §3.7 wants a string. */
  readonly status: string;
  /** Undefined of what is gone. */
  readonly version?: string;
}

/** One Bulk request while it is carried out. */
export class BulkRun {
  /** What became of the operations, by their index. */
  readonly results = new Map<number, JsonObject>();
  errors = 0;
  /** What the provisioning log is to say of those that failed. */
  readonly refusals: RefusedWrite[] = [];
  readonly #context: UserContext;
  /** The same for the operations, whose time is over before that of the request. */
  readonly #timed: UserContext;
  readonly #explain: (error: unknown) => ScimError;
  readonly #operations: readonly BulkOperation[];
  readonly #references: readonly ReadonlySet<string>[];
  /**
   * The ids of all resources to be created, known before any of them is: so a reference can be resolved whether it
   * points forward, backward or in a circle (RFC 7644 §3.7.1).
   */
  readonly #ids = new Map<string, string>();
  /** The operations that have created something, by bulkId. */
  readonly #created = new Map<string, number>();
  readonly #failed = new Set<string>();
  readonly #used = new Set<string>();
  /** What should have been taken back and could not be. */
  readonly #kept = new Set<string>();

  /** @param timeIsOver is aborted when no more operations are to be tried. */
  constructor(
    context: UserContext,
    operations: readonly BulkOperation[],
    timeIsOver: AbortSignal,
    explain: (error: unknown) => ScimError,
  ) {
    this.#context = context;
    this.#explain = explain;
    this.#timed = withSignal(context, AbortSignal.any([context.call.signal, timeIsOver]));
    this.#operations = operations;
    this.#references = operations.map(referencesOf);
    for (const { method, bulkId } of operations) {
      if (method === 'POST' && bulkId !== undefined && !this.#ids.has(bulkId))
        this.#ids.set(bulkId, randomUUID());
    }
  }

  async execute(index: number): Promise<void> {
    const operation = this.#operations[index];
    if (operation === undefined) return;
    const { method, bulkId } = operation;
    try {
      const { id, status, version } = await this.#carryOut(operation);
      if (method === 'POST' && bulkId !== undefined) this.#created.set(bulkId, index);
      this.results.set(index, {
        ...identityOf(operation),
        ...(version === undefined ? {} : { version: entityTag(version) }),
        location: this.#location(id),
        status,
      });
    } catch (error) {
      // Whatever it is, it is this operation's: what was done before it is done, and must be told.
      const failedBefore = this.#failed.size;
      this.#fail(index, operation, this.#explain(error));
      // Nothing dangles by what creates nothing: hundreds of those must not look at everything again.
      if (this.#failed.size > failedBefore) await this.undoDangling((to) => this.#failed.has(to));
    }
  }

  /**
   * Takes back what was created with a reference to something that will never be: a circle of which one member failed
   * (RFC 7644 §3.7.1 has 409 for a circle that can't be resolved).
   *
   * @param lost whether a bulkId of which nothing was created is lost, or its turn is still to come.
   */
  async undoDangling(lost: (bulkId: string) => boolean): Promise<void> {
    for (const [bulkId, index] of this.#created) {
      const dangling = [...(this.#references[index] ?? [])].find((to) => !this.#created.has(to) && lost(to));
      const operation = this.#operations[index];
      if (operation === undefined || dangling === undefined || this.#kept.has(bulkId)) continue;
      if (await this.#takeBack(this.#ids.get(bulkId) ?? '')) {
        this.#created.delete(bulkId);
        this.#fail(index, operation, bulkReferenceFailed(dangling));
      } else this.#kept.add(bulkId);
      await this.undoDangling(lost);
      return;
    }
  }

  /** Whether the resource is gone; where storage fails it stays, and the answer goes on saying that it was created. */
  async #takeBack(id: string): Promise<boolean> {
    try {
      await removeUser(this.#context, id, null);
      return true;
    } catch (error) {
      // 404: another operation of the same request has deleted it.
      return this.#explain(error).status === 404;
    }
  }

  #fail(index: number, operation: BulkOperation, error: ScimError): void {
    const { method, bulkId, path } = operation;
    // Of two with the same bulkId the second fails; what the first created is there.
    if (method === 'POST' && bulkId !== undefined && !this.#created.has(bulkId)) this.#failed.add(bulkId);
    const id = method === 'POST' ? undefined : this.#idIn(path);
    const location = id === undefined ? {} : { location: this.#location(id) };
    const response = { ...error.toBody() };
    this.results.set(index, {
      ...identityOf(operation),
      ...location,
      status: String(error.status),
      response,
    });
    this.errors += 1;
    if (!isLogged(error)) return;
    const name = operationNames[method] ?? 'bulk';
    this.refusals.push({ operation: name, userId: id, body: operation.data, error, at: Date.now() });
  }

  async #carryOut(operation: BulkOperation): Promise<Done> {
    const { method, path, bulkId, version } = operation;
    if (this.#timed.call.signal.aborted) throw bulkNotTried();
    this.#checkReferences(operation);
    if (method === 'POST') return this.#create(path, bulkId, this.#data(operation));
    const id = this.#idIn(path);
    if (!['PUT', 'PATCH', 'DELETE'].includes(method)) {
      throw bulkMethodUnknown();
    }
    if (id === undefined) throw bulkPathNotFound();
    const ifMatch = version ?? null;
    if (method === 'DELETE') {
      await removeUser(this.#timed, id, ifMatch);
      return { id, status: '204' };
    }
    const change = method === 'PUT' ? replaceUser : applyUserPatch;
    const { user } = await change(this.#timed, { id, body: this.#data(operation), ifMatch });
    return { id, status: '200', version: user.version };
  }

  async #create(path: string, bulkId: string | undefined, body: JsonObject): Promise<Done> {
    if (pathParts(path).join('/') !== 'users') throw bulkPathNotFound();
    if (bulkId === undefined) throw bulkIdMissing();
    if (this.#used.has(bulkId)) throw bulkIdRepeated(bulkId);
    this.#used.add(bulkId);
    const id = this.#ids.get(bulkId) ?? randomUUID();
    const { user } = await createUser(this.#timed, body, id);
    return { id, status: '201', version: user.version };
  }

  #checkReferences(operation: BulkOperation): void {
    for (const bulkId of referencesOf(operation)) {
      if (!this.#ids.has(bulkId)) throw bulkIdUnknown(bulkId);
      if (this.#failed.has(bulkId)) {
        throw bulkReferenceFailed(bulkId);
      }
    }
  }

  #data({ data }: BulkOperation): JsonObject {
    const resolved = data === undefined ? undefined : resolveReferences(data, this.#ids);
    if (!isObject(resolved)) throw bulkDataMissing();
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

/** The function that would have served the same as a request of its own. */
const operationNames: Readonly<Record<string, string>> = {
  POST: 'createUser',
  PUT: 'replaceUser',
  PATCH: 'patchUser',
  DELETE: 'deleteUser',
};

function withSignal(context: UserContext, signal: AbortSignal): UserContext {
  const { call, partition } = context;
  return { ...context, call: { ...call, signal }, partition: { ...partition, signal } };
}

function identityOf({ method, bulkId }: BulkOperation): JsonObject {
  return { method, ...defined({ bulkId }) };
}

function pathParts(path: string): readonly string[] {
  return path
    .toLowerCase()
    .split('/')
    .filter((part) => part !== '');
}
