/** The pipeline's handler called in the bench's own process, or the local host over HTTP. */
export type WayName = 'in-process' | 'http';

/** Milliseconds, but for `rps`: requests a second. */
export interface OperationResult {
  readonly name: string;
  /** Users in the tenant. */
  readonly users: number;
  /** Groups in the tenant, and members of the one concerned. */
  readonly groups?: { readonly count: number; readonly members: number };
  readonly way: WayName;
  /** Requests at a time. */
  readonly concurrency: number;
  /** Of one request. */
  readonly storageCalls: number;
  readonly p50: number;
  readonly p95: number;
  readonly rps: number;
  /** The same storage calls by the SDK alone. */
  readonly floorP50: number;
  /** Of `p50` to `floorP50`; null if there is nothing to compare with. */
  readonly ratio: number | null;
}

/** Processor time of the service's own code for one request, in milliseconds: beyond that of the SDK's calls. */
export interface CpuResult {
  readonly name: string;
  readonly users: number;
  readonly milliseconds: number;
}

/**
 * How many times as long an operation takes with `size` as with `fromSize`, compared with its storage calls. Sizes are
 * numbers of users, or of groups or members where the name says so.
 */
export interface GrowthResult {
  readonly name: string;
  readonly fromSize: number;
  readonly size: number;
  readonly factor: number;
}

/** Entra's initial cycle: everybody is looked for and made, and then their managers are set. */
export interface CycleResult {
  readonly people: number;
  readonly concurrency: number;
  readonly requests: number;
  readonly seconds: number;
  /** Time of the same storage calls alone, as many at a time. */
  readonly floorSeconds: number;
  /** The service's rate as a part of that of its storage calls. */
  readonly fraction: number;
}

/** The contents of `bench/results.json`. */
export interface Results {
  readonly operations: readonly OperationResult[];
  readonly cpu: readonly CpuResult[];
  readonly growth: readonly GrowthResult[];
  readonly cycle?: CycleResult;
}
