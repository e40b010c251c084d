import { randomUUID } from 'node:crypto';
import type {
  Action,
  LogEntry,
  LogError,
  LogStatus,
  ModifiedProperty,
  Step,
  StepType,
} from '../log/entry.ts';
import { redacted } from '../wire/redact.ts';
import { labelOf, textIn, type Entry, type EntryKind } from '../source/entry.ts';
import type { Link } from '../state/records.ts';
import type { Answer } from '../wire/exchange.ts';
import type { Change, Dialect } from '../wire/requests.ts';
import { typedValue, type Mapped } from '../mapping/mapping.ts';
import type { CycleContext } from './job.ts';

/** The result of provisioning an entry. */
export interface Outcome {
  readonly action: Action;
  readonly status: LogStatus;
  readonly modified?: readonly ModifiedProperty[];
  readonly error?: LogError | undefined;
  readonly dialect?: Dialect;
}

/** The entry that a trail describes. */
interface Subject {
  readonly kind: EntryKind;
  readonly objectId: string;
  readonly label: string;
  readonly signInName: string | undefined;
}

/** Collects what a cycle does about one entry, and makes a log entry of it. */
export class Trail {
  readonly subject: Subject;
  readonly #context: CycleContext;
  readonly #steps: Step[] = [];
  #milliseconds = 0;
  #last: Answer | undefined;
  targetId: string | undefined;

  constructor(context: CycleContext, subject: Subject) {
    this.#context = context;
    this.subject = subject;
  }

  static ofEntry(context: CycleContext, entry: Entry): Trail {
    const { kind, objectId } = entry;
    const trail = new Trail(context, {
      ...{ kind, objectId, label: labelOf(entry) },
      signInName: textIn(entry, 'userPrincipalName'),
    });
    trail.step('import', 'success', `The ${kind} was read from the directory.`);
    return trail;
  }

  /** The trail of an entry that the directory no longer has. */
  static ofLink(context: CycleContext, { kind, objectId, label, targetId }: Link): Trail {
    const trail = new Trail(context, { kind, objectId, label, signInName: undefined });
    trail.targetId = targetId;
    trail.step('import', 'success', `The directory no longer has this ${kind}.`);
    return trail;
  }

  step(type: StepType, status: LogStatus, description: string): void {
    this.#steps.push({ type, status, description });
  }

  /** Notes an answer, and gives it back. */
  async note(asked: Promise<Answer>): Promise<Answer> {
    const answer = await asked;
    this.#milliseconds += answer.milliseconds;
    this.#last = answer;
    return answer;
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  end({ action, status, modified = [], error, dialect }: Outcome): LogEntry {
    const { kind, objectId, label, signInName } = this.subject;
    const { cycle, cycleId, now } = this.#context;
    return {
      id: randomUUID(),
      time: new Date(now()).toISOString(),
      cycleId,
      cycle: cycle === 'onDemand' ? cycle : cycle.kind,
      changeId: randomUUID(),
      ...{ action, status, kind, modified, error, dialect },
      source: { id: objectId, displayName: label },
      target: { id: this.targetId ?? '', displayName: signInName ?? label },
      steps: this.#steps,
      milliseconds: this.#milliseconds,
      httpStatus: this.#last?.status,
    };
  }
}

/** The properties that a PATCH sends, for the log. */
export function modifiedBy(changes: readonly Change[]): readonly ModifiedProperty[] {
  return changes.map(({ row, value, before }) => ({
    name: row.target.path,
    before: before === undefined ? undefined : row.secret ? redacted : plain(before),
    after: row.secret ? redacted : plain(typedValue(row, value)),
  }));
}

/** The properties that a create sends, for the log. */
export function modifiedByCreate(mapped: readonly Mapped[]): readonly ModifiedProperty[] {
  return mapped.flatMap(({ row, values }) => {
    const value = values[0] ?? row.defaultValue;
    if (value === undefined || row.type === 'reference') return [];
    const after = row.secret ? redacted : plain(typedValue(row, value));
    return [{ name: row.target.path, before: undefined, after }];
  });
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
