import type { Reply } from '../../support/client.ts';
import type { StorageCall, Treatment } from '../../support/storageProxy.ts';
import { problemsOf } from '../../support/fsck.ts';
import type { Operation } from './operations.ts';
import { tenantIn, type Universe, type World } from './world.ts';

/** One operation, one of the storage calls that it makes, and what becomes of that call. */
export interface Scenario {
  readonly operation: Operation;
  /** What kind of call, and the how manyeth of its kind; empty for a run without a fault. */
  readonly call: string;
  readonly fault: Treatment;
  /** Whether the call fails once, or it and all that follow it. */
  readonly lasting: boolean;
}

export function nameOf({ operation, call, fault, lasting }: Scenario): string {
  return `${operation.name}: ${call} ${fault}${lasting ? ' from then on' : ''}`;
}

/** Faults that only a transaction can have, or only a query. */
const ofTransactions = new Set<Treatment>([
  'busyInside',
  'busyInsideForASecond',
  'timeOutInside',
  'throttleInside',
  'requestTimeOutInside',
  'doneAndTimeOutInside',
  'noPosition',
]);
/** What a client is told even if it happens once: storage is not to be asked again so soon, or does not know how to go on. */
const toldToClients = new Set<Treatment>(['refuseForAMinute', 'forbid', 'forbidNetwork', 'damagedToken']);

const ofQueries = new Set<Treatment>(['shortPages', 'damagedToken']);

export function canMeet(call: string, fault: Treatment): boolean {
  if (ofTransactions.has(fault)) return call.startsWith('transaction');
  return !ofQueries.has(fault) || call.startsWith('query');
}

/** Decides about the calls of many scenarios at a time: each has a tenant of its own. */
export class Treatments {
  readonly #scenarios = new Map<string, { readonly scenario: Scenario; readonly seen: string[] }>();

  readonly decide = (call: StorageCall): Treatment => {
    const running = this.#scenarios.get(tenantIn(call) ?? '');
    if (running === undefined) return 'pass';
    const { scenario, seen } = running;
    const kind = kindOf(call);
    const name = `${kind} ${seen.filter((each) => each.startsWith(`${kind} `)).length + 1}`;
    seen.push(name);
    const isMeant = scenario.lasting ? seen.includes(scenario.call) : name === scenario.call;
    return isMeant && canMeet(kind, scenario.fault) ? scenario.fault : 'pass';
  };

  /** @returns ends it, and gives the calls that were made meanwhile. */
  begin(tenant: string, scenario: Scenario): () => readonly string[] {
    const seen: string[] = [];
    this.#scenarios.set(tenant, { scenario, seen });
    return () => {
      this.#scenarios.delete(tenant);
      return seen;
    };
  }
}

/** What a call is, without what differs from one tenant to the next. */
function kindOf({ method, url }: StorageCall): string {
  if (url.includes('$batch')) return 'transaction';
  const address = decodeURIComponent(url);
  const rest = /PartitionKey='?(?: eq ')?([a-z]+)[^']*',RowKey='([a-z]+:)?/.exec(address);
  if (rest !== null) return `${method} ${rest[1] ?? ''} ${rest[2] ?? ''}`.trim();
  if (method !== 'GET') return method;
  return `query ${/RowKey g[et] '([a-z]+:)/.exec(address)?.[1] ?? ''}`.trim();
}

/**
 * Runs a scenario in a world of its own.
 *
 * @param tries in which the call that is to fail has to be made.
 * @returns the storage calls that were made.
 * @throws where an answer, what is stored, or a repetition is not as it must be.
 */
export async function run(
  universe: Universe,
  treatments: Treatments,
  scenario: Scenario,
  tries = 5,
): Promise<{ readonly calls: readonly string[]; readonly status: number }> {
  const { operation } = scenario;
  const world = await universe.world(operation.world ?? 'user');
  const end = treatments.begin(world.tenant, scenario);
  const reply = await operation.send(world);
  const calls = end();
  if (scenario.call !== '' && !calls.includes(scenario.call)) {
    // What goes on beside a request is given up after some seconds: on a busy machine, before it has begun.
    if (tries === 0) throw new Error('The call was not made.');
    return run(universe, treatments, scenario, tries - 1);
  }
  checkAnswer(scenario, world, reply);
  const applied = await operation.isApplied?.(world);
  const isDone = operation.done.includes(reply.status);
  if (!isDone && !scenario.lasting && !toldToClients.has(scenario.fault))
    throw new Error('It failed once, and the client was told.');
  if (isDone && applied === false) throw new Error('It was acknowledged, and is not there.');
  await checkRows(world);
  await repeat(operation, world, applied === true);
  await checkRows(world);
  return { calls, status: reply.status };
}

function checkAnswer({ operation, fault }: Scenario, world: World, reply: Reply): void {
  const { status, headers, text } = reply;
  if (operation.done.includes(status)) {
    if (operation.isRight?.(world, reply) === false) throw new Error(`The answer is not right: ${text}`);
    return;
  }
  if (status !== 503) throw new Error(`It was answered ${status}: ${text}`);
  if (!/^\d+$/.test(headers.get('retry-after') ?? '')) throw new Error('A 503 has no Retry-After.');
  if (headers.get('content-type')?.endsWith('json') !== true) throw new Error('A 503 is no JSON.');
  checkWait(fault, headers);
  if (/stamp|RestError|127\.0\.0\.1|batch/.test(text)) throw new Error(`A 503 says too much: ${text}`);
}

/** A client waits as long as storage asks, and longer for a role. The token endpoint has one answer for all. */
function checkWait(fault: Treatment, headers: Headers): void {
  const least = fault === 'refuseForAMinute' ? 60 : fault.startsWith('forbid') ? 30 : 1;
  const seconds = Number(headers.get('retry-after'));
  if (seconds < least) throw new Error(`A client is told to wait ${seconds} s.`);
}

/** What maintenance would still finish is no damage. */
async function checkRows({ partition }: World): Promise<void> {
  const problems = await problemsOf(partition, { unfinishedAfterMs: 3_600_000 });
  if (problems.length > 0) throw new Error(`The rows contradict each other: ${JSON.stringify(problems)}`);
}

/** The client sends it again, as Entra does where it has heard no answer: now nothing is in the way. */
async function repeat(operation: Operation, world: World, applied: boolean): Promise<void> {
  const { done, doneBefore = done } = operation;
  const reply = await operation.send(world);
  const right = applied ? doneBefore : done;
  if (!right.includes(reply.status))
    throw new Error(`The repetition was answered ${reply.status}: ${reply.text}`);
  if ((await operation.isApplied?.(world)) === false) throw new Error('The repetition was not carried out.');
}
