import type { Population } from '../storage/population.ts';
import type { Scene } from '../scene.ts';

/** A request of a client's, as every way of calling the service sends it. */
export interface ScimRequest {
  /** The name under which the function is registered. */
  readonly functionName: string;
  readonly method: string;
  readonly tenant: string;
  /** After the tenant's URL, with its query. */
  readonly path: string;
  /** Those of the route besides the tenant. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly mediaType?: string;
  /** Its sender; by default a tenant with its secret token. */
  readonly sender?: 'client';
  /** The status of the answer; another one ends the bench. */
  readonly status: number;
}

/** Makes prepared storage calls; gives what a bare handler would answer. */
export type StorageCalls = () => Promise<unknown>;

/** An operation of clients, and its floor: the same storage calls made by the SDK alone. */
export interface Operation {
  readonly name: string;
  /** It is measured in populations with groups, and in no others. */
  readonly ofGroups?: true;
  /** Whether it is measured in a population of this size. */
  readonly fits?: (population: Population) => boolean;
  /** Requests at a time beyond which it is not measured. */
  readonly mostAtOnce?: (population: Population) => number;
  /** Requests before the measurement that bring the service to the place where request `n` begins. */
  readonly approach?: (scene: Scene, n: number) => readonly ScimRequest[];
  /** Creates what request `n` needs, outside the measurement. */
  readonly arrange?: (scene: Scene, n: number) => Promise<void>;
  readonly request: (scene: Scene, n: number) => ScimRequest;
  /** The contents of storage calls are made beforehand, outside the measurement. */
  readonly floor: (scene: Scene, n: number) => StorageCalls | Promise<StorageCalls>;
}
