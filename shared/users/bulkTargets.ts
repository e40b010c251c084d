import { bulkPathNotFound } from '../scim/errors/bulk.ts';
import type { JsonObject } from '../scim/json.ts';
import { locationOf, type StoredResource } from '../scim/represent.ts';
import type { ChangeRequest } from './changeUser.ts';
import type { ResourceContext } from './context.ts';
import type { ResourceKind } from './refusals.ts';

/** What Bulk does with resources of one type. */
export interface BulkTarget {
  readonly context: ResourceContext;
  /** For errors and the log. */
  readonly kind: ResourceKind;
  /** Whether a resource can be made before another that it refers to, because nothing checks that the other exists. */
  readonly mayDangle: boolean;
  create(context: ResourceContext, body: JsonObject, id: string): Promise<StoredResource>;
  replace(context: ResourceContext, request: ChangeRequest): Promise<StoredResource>;
  patch(context: ResourceContext, request: ChangeRequest): Promise<StoredResource>;
  remove(context: ResourceContext, id: string, ifMatch: string | null): Promise<void>;
}

/** The resource types of Bulk, by the paths of operations. */
export class BulkTargets {
  readonly #targets: readonly BulkTarget[];

  constructor(targets: readonly BulkTarget[]) {
    this.#targets = targets;
  }

  /** What a path is about. @throws ScimError 404 */
  of(path: string): BulkTarget {
    const found = this.find(path);
    if (found === undefined) throw bulkPathNotFound();
    return found;
  }

  find(path: string): BulkTarget | undefined {
    const [endpoint = ''] = pathParts(path.toLowerCase());
    return this.#targets.find(({ context }) => context.type.endpoint.toLowerCase() === `/${endpoint}`);
  }

  /**
   * The id in `/Users/{id}`, where it may be `bulkId:…`; undefined if the path is no resource's.
   *
   * @param ids of resources to be created, by their bulkId.
   */
  idIn(path: string, ids: ReadonlyMap<string, string>): string | undefined {
    const [, id, ...more] = pathParts(path);
    if (id === undefined || more.length > 0 || this.find(path) === undefined) return undefined;
    return id.startsWith('bulkId:') ? ids.get(id.slice('bulkId:'.length)) : id;
  }
}

/** Whether a path is `/Users` or `/Groups`, without an id. */
export function isCollection(path: string): boolean {
  return pathParts(path).length === 1;
}

function pathParts(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '');
}

export function locationIn({ context }: BulkTarget, id: string): string {
  return locationOf(context.type, id, context.call.baseUrl);
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'replace',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** The function that would have served the same as a request of its own. */
export function operationName(method: string, kind: ResourceKind): string {
  const verb = verbs[method];
  return verb === undefined ? 'bulk' : `${verb}${kind === 'user' ? 'User' : 'Group'}`;
}
