import type { Population } from '../storage/population.ts';
import type { Scene } from '../scene.ts';

/** A request of a client's, as every way of calling the service sends it. */
export interface ScimRequest {
  /** The name under which the function is registered. */
  readonly functionName: string;
  readonly method: string;
  readonly tenant: string;
  /** Behind the tenant's URL, with its query. */
  readonly path: string;
  /** Those of the route besides the tenant. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly mediaType?: string;
  /** Who sends it: a tenant with its secret token unless it is said. */
  readonly sender?: 'client';
  /** The status of the answer; another one ends the bench. */
  readonly status: number;
}

/** Storage calls that are ready to be made; gives what a bare handler would answer. */
export type StorageCalls = () => Promise<unknown>;

/** Something that clients do, and its floor: the same storage calls made by the SDK alone. */
export interface Operation {
  readonly name: string;
  /** Whether it is measured in such a population. */
  readonly fits?: (population: Population) => boolean;
  /** Requests at a time beyond which it is not measured. */
  readonly mostAtOnce?: (population: Population) => number;
  /** Requests that lead the service to where those behind request `n` begin, outside the measurement. */
  readonly approach?: (scene: Scene, n: number) => readonly ScimRequest[];
  /** Makes what request `n` needs, outside the measurement. */
  readonly arrange?: (scene: Scene, n: number) => Promise<void>;
  readonly request: (scene: Scene, n: number) => ScimRequest;
  /** What stands in storage calls is made beforehand, outside the measurement. */
  readonly floor: (scene: Scene, n: number) => StorageCalls | Promise<StorageCalls>;
}
