import type { RequestKind } from './costs.ts';

/** A cycle of one tenant's provisioning job, in the model's seconds. */
export interface Job {
  readonly tenant: number;
  readonly start: number;
  readonly phases: readonly Phase[];
  /** Maximum requests a second. */
  readonly pace: number;
  /** Maximum requests at a time. */
  readonly atOnce: number;
  readonly refused: Refused;
}

/** The effect of the service's 503 on a job. */
export interface Refused {
  /** Whether all of it waits, or the refused request alone. */
  readonly stops: boolean;
  /** Its `Retry-After`, in seconds. */
  readonly least: number;
  readonly most: number;
}

/** The same requests for one person after the other; the next phase begins when all are done. */
export interface Phase {
  readonly people: number;
  readonly requests: readonly RequestKind[];
}

/** Of Entra's people, those who have a manager. */
const managed = 0.9;

/** All people are looked for and created; then managers are set. */
export function initialCycle(people: number): readonly Phase[] {
  return [
    { people, requests: ['match', 'create'] },
    { people: Math.round(people * managed), requests: ['setManager'] },
  ];
}

/** The connection is tested; then the people who have changed are read and changed. */
export function incrementalCycle(changed: number): readonly Phase[] {
  return [
    { people: 1, requests: ['match'] },
    { people: changed, requests: ['get', 'update'] },
  ];
}
