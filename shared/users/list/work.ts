import type { TenantContext } from '../context.ts';
import { sizeOf, WorkBudget } from '../../scim/bounds.ts';
import type { StoredResource } from '../../scim/represent.ts';
import type { Quota } from '../../throttle/throttle.ts';
import { listTooMuchWork } from '../../scim/errors/list.ts';
import { storageUnavailable } from '../../scim/errors/service.ts';

/** Units of work for the price of one request: as much as it takes to look at 25 users. */
export const unitsPerRequest = 25_000;

/** What it takes at least to look at a user, or at an entry of the provisioning log. */
export const lookUnits = 1_000;

/** Units of work of one list: some seconds, in slices. */
const maxListWork = 200_000_000;

/** The work of one list: bounded, charged to the caller and done in slices. */
export interface ListWork {
  readonly budget: WorkBudget;
  /** Counts that a user is looked at. @throws ScimError 400 `tooMany` */
  look(user: StoredResource): void;
  /** Charges the caller for what was done, and waits for the next turn when a slice is done. @throws ScimError 503 */
  pace(): Promise<void> | undefined;
  /** Charges the caller for what was done since the last pause. */
  charge(): void;
}

export function listWork(call: Pick<TenantContext, 'quota' | 'signal'>): ListWork {
  const budget = new WorkBudget(maxListWork, listTooMuchWork);
  const charge = charger(call.quota, budget);
  const wait = pacer(call.signal, budget);
  return {
    budget,
    charge,
    look({ attributes }) {
      budget.spend(Math.max(lookUnits, sizeOf(attributes)));
    },
    pace() {
      charge();
      return wait();
    },
  };
}

/**
 * Charges a caller for work: each call charges the work since the last one. A page of a hundred is as much work as
 * several small requests, a scan as hundreds. It is answered all the same; the caller's next requests wait.
 */
export function charger({ charge }: Pick<Quota, 'charge'>, budget: WorkBudget): () => void {
  let charged = 0;
  return () => {
    const requests = Math.floor(budget.spent / unitsPerRequest) - charged;
    if (requests <= 0) return;
    charged += requests;
    charge(requests);
  };
}

/**
 * Runs work in steps, with turns for other requests between them, and charges the caller for it even if it fails.
 *
 * @throws ScimError 503 if the request's time is over before.
 */
export async function inSlices<Result>(
  { quota, signal }: Pick<TenantContext, 'quota' | 'signal'>,
  budget: WorkBudget,
  run: (work: WorkBudget) => Generator<undefined, Result>,
): Promise<Result> {
  const charge = charger(quota, budget);
  const pace = pacer(signal, budget);
  const steps = run(budget);
  try {
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return step.value;
      await pace();
    }
  } finally {
    charge();
  }
}

/**
 * Runs a long task when it is its turn.
 *
 * @throws ScimError 429 if too many of the caller's tasks wait already.
 */
export async function inTurn<Result>(
  { quota }: Pick<TenantContext, 'quota'>,
  run: () => Promise<Result>,
): Promise<Result> {
  const release = await quota.acquireSlot();
  try {
    return await run();
  } finally {
    release();
  }
}

/** How much is done without a pause: units of work (`WorkBudget`), and milliseconds. Whichever comes first. */
export const unitsPerSlice = 100_000;
const sliceMs = 3;

/**
 * Gives other requests their turns during a long evaluation, and ends it when the request's time is over.
 *
 * @param signal aborts then; without it the evaluation always ends by itself.
 * @param work tells how much was done since the last pause.
 * @returns waits for the next turn when a slice is done.
 * @throws ScimError 503
 */
export function pacer(signal?: AbortSignal, work?: WorkBudget): () => Promise<void> | undefined {
  let since = performance.now();
  let spent = work?.spent ?? 0;
  return () => {
    const done = (work?.spent ?? 0) - spent >= unitsPerSlice;
    if (!done && performance.now() - since < sliceMs) return undefined;
    if (signal?.aborted === true) throw storageUnavailable().causedBy(signal.reason);
    return nextTurn().then(() => {
      since = performance.now();
      spent = work?.spent ?? 0;
    });
  };
}

const waiting: (() => void)[] = [];
let awake = false;

/**
 * Waits until it is the caller's turn, in the order of the calls, one in each round of the event loop: if all continued
 * in one round, every other request would wait for all of their slices.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (!awake) setImmediate(giveTurn);
    awake = true;
  });
}

function giveTurn(): void {
  waiting.shift()?.();
  awake = waiting.length > 0;
  if (awake) setImmediate(giveTurn);
}
