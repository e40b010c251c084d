import { randomUUID } from 'node:crypto';
import { ScimError } from '../scim/error.ts';
import { referencesOf, resolveReferences, splitReferences, type BulkOperation } from '../scim/bulk.ts';
import { defined, isObject, type JsonObject } from '../scim/json.ts';
import { patchSchema } from '../scim/dialect/canonical.ts';
import { entityTag } from '../scim/represent.ts';
import { BulkTargets, isCollection, locationIn, operationName, type BulkTarget } from './bulkTargets.ts';
import type { ResourceContext } from './context.ts';
import { isLogged, type RefusedWrite } from './refusals.ts';
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
  /** Status that the same request alone would get; RFC 7644 §3.7 wants a string. */
  readonly status: string;
  /** Undefined after a deletion. */
  readonly version?: string;
}

/** A resource that was created without its references to resources that did not exist yet. */
interface Unfinished {
  readonly id: string;
  readonly target: BulkTarget;
  /** bulkIds of the others. */
  readonly missing: ReadonlySet<string>;
  /** The PATCH that adds them. */
  readonly patch: JsonObject;
}

/** One Bulk request while it is carried out. */
export class BulkRun {
  /** The results of the operations, by their index. */
  readonly results = new Map<number, JsonObject>();
  errors = 0;
  /** The failures that the provisioning log records. */
  readonly refusals: RefusedWrite[] = [];
  readonly #explain: (error: unknown) => ScimError;
  readonly #targets: BulkTargets;
  /** Is aborted when no more operations are to be tried: before the time of the request is over. */
  readonly #timeIsOver: AbortSignal;
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
  /** bulkIds of resources that could not be removed again. */
  readonly #kept = new Set<string>();
  /** By their bulkId. */
  readonly #unfinished = new Map<string, Unfinished>();

  constructor(
    targets: readonly BulkTarget[],
    operations: readonly BulkOperation[],
    timeIsOver: AbortSignal,
    explain: (error: unknown) => ScimError,
  ) {
    this.#explain = explain;
    this.#targets = new BulkTargets(targets);
    this.#timeIsOver = timeIsOver;
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
      const target = this.#targets.of(operation.path);
      this.results.set(index, {
        ...identityOf(operation),
        ...(version === undefined ? {} : { version: entityTag(version) }),
        location: locationIn(target, id),
        status,
      });
      if (method !== 'POST' || bulkId === undefined) return;
      this.#created.set(bulkId, index);
      await this.#finish();
    } catch (error) {
      // Any error is this operation's alone: the answer must report the operations before it.
      const failedBefore = this.#failed.size;
      this.#fail(index, operation, this.#explain(error));
      // Only a failed creation can leave dangling references: hundreds of other failures must not search for them.
      if (this.#failed.size > failedBefore) await this.undoDangling((to) => this.#failed.has(to));
    }
  }

  /**
   * Removes resources that refer to one that will never be created: a circle of which one member failed (RFC 7644
   * §3.7.1 has 409 for a circle that can't be resolved).
   *
   * @param lost whether a bulkId without a resource has failed; otherwise its turn is still to come.
   */
  async undoDangling(lost: (bulkId: string) => boolean): Promise<void> {
    for (const [bulkId, index] of this.#created) {
      const dangling = [...(this.#references[index] ?? [])].find((to) => !this.#created.has(to) && lost(to));
      const operation = this.#operations[index];
      if (operation === undefined || dangling === undefined || this.#kept.has(bulkId)) continue;
      if (await this.#takeBack(this.#targets.of(operation.path), this.#ids.get(bulkId) ?? '')) {
        this.#created.delete(bulkId);
        this.#fail(index, operation, bulkReferenceFailed(dangling));
      } else this.#kept.add(bulkId);
      await this.undoDangling(lost);
      return;
    }
  }

  /** Removes a resource again; false if storage fails: then it stays, and the answer says that it was created. */
  async #takeBack(target: BulkTarget, id: string): Promise<boolean> {
    try {
      await target.remove(target.context, id, null);
      return true;
    } catch (error) {
      // 404: another operation of the same request has deleted it.
      return this.#explain(error).status === 404;
    }
  }

  #fail(index: number, operation: BulkOperation, error: ScimError): void {
    const { method, bulkId, path } = operation;
    // If two have the same bulkId, the second fails; the first has created its resource.
    if (method === 'POST' && bulkId !== undefined && !this.#created.has(bulkId)) this.#failed.add(bulkId);
    const id = method === 'POST' ? undefined : this.#targets.idIn(path, this.#ids);
    const target = this.#targets.find(path);
    const location = id === undefined || target === undefined ? {} : { location: locationIn(target, id) };
    this.results.set(index, {
      ...identityOf(operation),
      ...location,
      status: String(error.status),
      response: { ...error.toBody() },
    });
    this.errors += 1;
    if (!isLogged(error)) return;
    const kind = target?.kind ?? 'user';
    const name = operationName(method, kind);
    this.refusals.push({ operation: name, kind, id, body: operation.data, error, at: Date.now() });
  }

  async #carryOut(operation: BulkOperation): Promise<Done> {
    const { method, path, bulkId, version } = operation;
    if (this.#timeIsOver.aborted) throw bulkNotTried();
    this.#checkReferences(operation);
    if (method === 'POST') return this.#create(operation, bulkId);
    const id = this.#targets.idIn(path, this.#ids);
    if (!['PUT', 'PATCH', 'DELETE'].includes(method)) throw bulkMethodUnknown();
    if (id === undefined) throw bulkPathNotFound();
    const target = this.#targets.of(path);
    const context = this.#timed(target);
    const ifMatch = version ?? null;
    if (method === 'DELETE') {
      await target.remove(context, id, ifMatch);
      return { id, status: '204' };
    }
    const request = { id, body: this.#data(operation), ifMatch };
    const changed = await (method === 'PUT'
      ? target.replace(context, request)
      : target.patch(context, request));
    return { id, status: '200', version: changed.version };
  }

  async #create(operation: BulkOperation, bulkId: string | undefined): Promise<Done> {
    const target = this.#targets.of(operation.path);
    if (!isCollection(operation.path)) throw bulkPathNotFound();
    if (bulkId === undefined) throw bulkIdMissing();
    if (this.#used.has(bulkId)) throw bulkIdRepeated(bulkId);
    this.#used.add(bulkId);
    const id = this.#ids.get(bulkId) ?? randomUUID();
    const missing = new Set([...referencesOf(operation)].filter((to) => !this.#created.has(to)));
    const whole = this.#data(operation);
    if (target.mayDangle || missing.size === 0 || !isObject(operation.data)) {
      const { version } = await target.create(this.#timed(target), whole, id);
      return { id, status: '201', version };
    }
    // A circle: references to resources that do not exist yet are added later.
    const { now, later } = splitReferences(operation.data, missing);
    const { version } = await target.create(this.#timed(target), this.#resolved(now), id);
    const added = Object.entries(this.#resolved(later));
    const Operations = added.map(([path, value]) => ({ op: 'add', path, value }));
    this.#unfinished.set(bulkId, { id, target, missing, patch: { schemas: [patchSchema], Operations } });
    return { id, status: '201', version };
  }

  /** Adds the references of a resource in a circle, as soon as all the others exist. */
  async #finish(): Promise<void> {
    for (const [bulkId, { id, target, missing, patch }] of this.#unfinished) {
      const itself = this.#created.has(bulkId);
      if (!itself || ![...missing].every((to) => this.#created.has(to))) continue;
      this.#unfinished.delete(bulkId);
      const index = this.#created.get(bulkId) ?? -1;
      const operation = this.#operations[index];
      if (operation === undefined) continue;
      try {
        const request = { id, body: patch, ifMatch: null };
        const { version } = await target.patch(this.#timed(target), request);
        this.results.set(index, { ...this.results.get(index), version: entityTag(version) });
      } catch (error) {
        if (await this.#takeBack(target, id)) this.#created.delete(bulkId);
        this.#fail(index, operation, this.#explain(error));
      }
    }
  }

  #checkReferences(operation: BulkOperation): void {
    for (const bulkId of referencesOf(operation)) {
      if (!this.#ids.has(bulkId)) throw bulkIdUnknown(bulkId);
      if (this.#failed.has(bulkId)) throw bulkReferenceFailed(bulkId);
    }
  }

  #data({ data }: BulkOperation): JsonObject {
    if (!isObject(data)) throw bulkDataMissing();
    return this.#resolved(data);
  }

  #resolved(data: JsonObject): JsonObject {
    const resolved = resolveReferences(data, this.#ids);
    return isObject(resolved) ? resolved : {};
  }

  #timed({ context }: BulkTarget): ResourceContext {
    const { call, partition } = context;
    const signal = this.#timeIsOver;
    return { ...context, call: { ...call, signal }, partition: { ...partition, signal } };
  }
}

function identityOf({ method, bulkId }: BulkOperation): JsonObject {
  return { method, ...defined({ bulkId }) };
}
