import type { JsonObject } from '../json.ts';

export type Verdict = 'pass' | 'fail' | 'warning' | 'skipped';

/** A request and its answer, with secrets taken out. */
export interface ShownExchange {
  readonly request: string;
  readonly sent: JsonObject | undefined;
  readonly status: number;
  readonly answer: JsonObject;
}

/** What came of a check: what was asked and answered, whether that is as Entra needs it, and why. */
export interface CheckResult {
  readonly group: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly milliseconds: number;
  readonly exchanges: readonly ShownExchange[];
}

/** One thing that a service must do. It throws what ends it early; else it has passed. */
export interface Check {
  readonly group: string;
  readonly name: string;
  /** Why the service must do so, in words. */
  readonly why: string;
  run(subject: Subject): Promise<void>;
}

/** Ends a check before its end. */
export class Verdicts extends Error {
  override readonly name = 'Verdicts';
  readonly verdict: Exclude<Verdict, 'pass'>;

  constructor(verdict: Exclude<Verdict, 'pass'>, reason: string) {
    super(reason);
    this.verdict = verdict;
  }
}

export interface Asked {
  readonly status: number;
  readonly body: JsonObject;
}

/** What checks work on: they create people and groups, and remember what the service called them. */
export interface Subject {
  ask(method: string, path: string, body?: JsonObject): Promise<Asked>;
  /** A name that nobody else has; the same within a run. */
  readonly unique: string;
  /** The ids that the service gave, by what the checks call them. */
  readonly ids: Map<string, string>;
}

export function fail(reason: string): never {
  throw new Verdicts('fail', reason);
}

export function expectStatus({ status, body }: Asked, ...wanted: readonly number[]): void {
  if (wanted.includes(status)) return;
  const detail = typeof body.detail === 'string' ? `: ${body.detail}` : '';
  fail(`The answer was ${status}${detail}, and has to be ${wanted.join(' or ')}.`);
}

/** The id of something that an earlier check has made. */
export function idFor({ ids }: Subject, name: string): string {
  const id = ids.get(name);
  if (id === undefined)
    throw new Verdicts('skipped', `There is no ${name}: the check that makes it did not pass.`);
  return id;
}

/** Whether a value is what was sent. */
export function expectValue(what: string, found: unknown, wanted: unknown): void {
  const isSame = JSON.stringify(found) === JSON.stringify(wanted);
  if (isSame || (wanted === undefined && (found === null || found === ''))) return;
  fail(`${what} reads back as ${shown(found, 'nothing')}, and has to be ${shown(wanted, 'absent')}.`);
}

function shown(value: unknown, otherwise: string): string {
  return value === undefined ? otherwise : JSON.stringify(value);
}
