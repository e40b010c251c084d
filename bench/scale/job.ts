import type { RequestKind } from './costs.ts';

/** A cycle of one tenant's provisioning job, in the model's seconds. */
export interface Job {
  readonly tenant: number;
  readonly start: number;
  readonly phases: readonly Phase[];
  /** Requests a second that it sends at most. */
  readonly pace: number;
  /** Requests that it has under way at most. */
  readonly atOnce: number;
  readonly refused: Refused;
}

/** What a 503 of the service's does to a job. */
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

/** Everybody is looked for and made; when all are there, managers are set. */
export function initialCycle(people: number): readonly Phase[] {
  return [
    { people, requests: ['match', 'create'] },
    { people: Math.round(people * managed), requests: ['setManager'] },
  ];
}

/** The connection is tested, and then who has changed is read and changed. */
export function incrementalCycle(changed: number): readonly Phase[] {
  return [
    { people: 1, requests: ['match'] },
    { people: changed, requests: ['get', 'update'] },
  ];
}
