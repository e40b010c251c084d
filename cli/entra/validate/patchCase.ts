import type { JsonObject } from '../json.ts';
import { parseTargetAttribute, readTarget } from '../mapping/target.ts';
import { expectStatus, expectValue, idFor, type Check, type Subject } from './check.ts';
import { patchOf } from './users.ts';

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The ids of two users who may be managers. */
interface Ids {
  readonly manager: string;
  readonly other: string;
}

/** A PATCH of a user, and what reads back afterwards, by attribute path. */
export interface PatchCase {
  readonly name: string;
  readonly why: string;
  readonly operations: (ids: Ids) => readonly JsonObject[];
  readonly expected: (ids: Ids) => Readonly<Record<string, unknown>>;
}

export const one = (operation: JsonObject) => () => [operation];
export const gives = (expected: Readonly<Record<string, unknown>>) => () => expected;

/** A check of each case. @param isMild whether a service may fail it. */
export function patchChecksOf(group: string, cases: readonly PatchCase[], isMild = false): readonly Check[] {
  return cases.map((each) => ({
    ...{ group, name: each.name, why: each.why, isMild },
    run: (subject) => run(subject, each),
  }));
}

async function run(subject: Subject, { operations, expected }: PatchCase): Promise<void> {
  const path = `/Users/${idFor(subject, 'ada')}`;
  const ids = { manager: idFor(subject, 'manager'), other: idFor(subject, 'other') };
  const operation = patchOf(...operations(ids));
  expectStatus(await subject.ask('PATCH', path, operation), 200, 204);
  const answer = await subject.ask('GET', path);
  expectStatus(answer, 200);
  for (const [name, value] of Object.entries(expected(ids))) {
    const target = parseTargetAttribute(name);
    expectValue(name, target && readTarget(answer.body, target), value);
  }
}
