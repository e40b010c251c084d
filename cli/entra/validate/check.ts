import type { JsonObject } from '../json.ts';

export type Verdict = 'pass' | 'fail' | 'warning' | 'skipped';

/** A request and its answer, with secrets taken out. */
export interface ShownExchange {
  readonly request: string;
  readonly sent: JsonObject | undefined;
  readonly status: number;
  readonly answer: JsonObject;
}

/** The result of a check: the requests and answers, whether they are as Entra needs them, and why. */
export interface CheckResult {
  readonly group: string;
  readonly name: string;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly milliseconds: number;
  readonly exchanges: readonly ShownExchange[];
}

/** Something that a service must do. `run` throws {@link Verdicts} unless the service passes. */
export interface Check {
  readonly group: string;
  readonly name: string;
  /** Why the service must do so, in words. */
  readonly why: string;
  /** Whether a failure is only a warning. */
  readonly isMild?: boolean;
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

/** What all checks of a run share. */
export interface Subject {
  ask(method: string, path: string, body?: JsonObject): Promise<Asked>;
  /** Part of all names that a run uses, and of no others. */
  readonly unique: string;
  /** The ids that the service gave, by the checks' own names. */
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

/** The id of a resource that an earlier check created. Skips the check if it did not. */
export function idFor({ ids }: Subject, name: string): string {
  const id = ids.get(name);
  if (id === undefined)
    throw new Verdicts('skipped', `There is no ${name}: the check that makes it did not pass.`);
  return id;
}

/** Fails unless a value reads back as it was sent. An absent value may read back as null or "". */
export function expectValue(what: string, found: unknown, wanted: unknown): void {
  const isSame = JSON.stringify(found) === JSON.stringify(wanted);
  if (isSame || (wanted === undefined && (found === null || found === ''))) return;
  fail(`${what} reads back as ${shown(found, 'nothing')}, and has to be ${shown(wanted, 'absent')}.`);
}

function shown(value: unknown, otherwise: string): string {
  return value === undefined ? otherwise : JSON.stringify(value);
}
