import { setTimeout as wait } from 'node:timers/promises';
import { listing, type Cell } from '../listing.ts';
import { painter, wantsColour, type Paint } from '../entra/table.ts';
import { beginSignIn, endSignIn, sessionStatus, signInAs, type Outcome } from './attempts.ts';
import { ada, grace } from './people.ts';
import { disablePerson, provisionPerson, type DemoTenant } from './tenant.ts';
import { Visitor } from './visitor.ts';

export interface SignInDemo extends DemoTenant {
  /** Origin of the directory at which the tenant's people sign in. */
  readonly directory: string;
  readonly write: (text: string) => void;
  /** Whether to colour; by default if stdout is a terminal and NO_COLOR is not set. */
  readonly colour?: boolean;
  /** Waits so many milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** A session ends within 30 seconds after its user is disabled. */
const sessionEndsMs = 35_000;
const pollMs = 1_000;

/**
 * Lets people sign in without a browser, disables one, and shows who can sign in and who can't.
 *
 * @returns whether everything went as it should.
 */
export async function runSignInDemo(demo: SignInDemo): Promise<boolean> {
  const { serviceUrl, tenant, directory, write } = demo;
  const paint = painter(demo.colour ?? wantsColour(process.stdout, process.env.NO_COLOR));
  const heading = (text: string): void => {
    write(`\n${paint('bold', text)}\n\n`);
  };

  heading(`Sign-ins at ${serviceUrl}/sso/${tenant}, by a directory at ${directory}`);
  const userId = await provisionPerson(demo, ada);
  const visitor = new Visitor();
  const form = await beginSignIn(demo, visitor, ada);
  const answer = form.fields.wresult ?? '';
  const before = [
    await endSignIn(demo, visitor, form, { who: ada, does: 'signs in', expected: 200 }),
    await signInAs(demo, { who: grace, does: 'signs in, but nobody has provisioned her', expected: 403 }),
    await signInAs(demo, { who: grace, does: 'sends the answer that Ada used', expected: 403 }, () => answer),
    await signInAs(demo, { who: grace, does: 'writes Ada into her own answer', expected: 403 }, (own) =>
      own.replaceAll(grace.objectId, ada.objectId),
    ),
  ];
  write(`${table(before, paint)}\n`);

  heading(`Entra disables ${ada.displayName}`);
  await disablePerson(demo, userId);
  write('  PATCH /Users: active is false. Her session ends within 30 seconds …\n\n');
  const after = [
    await signInAs(demo, { who: ada, does: 'signs in again', expected: 403 }),
    await sessionEnd(demo, visitor),
  ];
  write(`${table(after, paint)}\n\n${verdict([...before, ...after], paint)}\n`);
  return [...before, ...after].every(isRight);
}

async function sessionEnd(demo: SignInDemo, visitor: Visitor): Promise<Outcome> {
  const { pause = wait } = demo;
  const attempt = { who: ada, does: 'comes back with her session', expected: 401 };
  for (let waitedMs = 0; waitedMs < sessionEndsMs; waitedMs += pollMs) {
    const status = await sessionStatus(demo, visitor);
    const result = `not signed in any more, ${waitedMs / 1_000} s later`;
    if (status !== 200) return { ...attempt, status, result };
    await pause(pollMs);
  }
  return { ...attempt, status: 200, result: `still signed in, ${sessionEndsMs / 1_000} s later` };
}

function isRight({ status, expected }: Outcome): boolean {
  return status === expected;
}

function table(outcomes: readonly Outcome[], paint: Paint): string {
  const columns = ['', 'Who', 'Does', 'Answer', 'Result'].map((title) => ({ title }));
  const rows = outcomes.map((outcome): readonly Cell[] => {
    const { who, does, status, result } = outcome;
    const sign: Cell = isRight(outcome) ? { text: '✔', style: 'green' } : { text: '✘', style: 'red' };
    return [sign, who.displayName, does, String(status), result];
  });
  return listing(columns, rows, paint);
}

function verdict(outcomes: readonly Outcome[], paint: Paint): string {
  const wrong = outcomes.filter((outcome) => !isRight(outcome)).length;
  if (wrong > 0) return paint('red', `✘ ${wrong} of ${outcomes.length} answers are wrong.`);
  return paint('green', '✔ Only Ada signed in: whom SCIM had created, and only while she was active.');
}
