import { ProvisioningFailure } from '../failure.ts';
import type { Redaction } from '../wire/redact.ts';
import { refusalOf } from '../wire/client.ts';
import type { Wire } from '../wire/wire.ts';
import { Verdicts, type Check, type CheckResult, type ShownExchange, type Subject } from './check.ts';
import { discoveryChecks } from './discovery.ts';
import { groupChecks } from './groups.ts';
import { olderPatchChecks } from './olderPatches.ts';
import { patchChecks } from './patches.ts';
import { leavingChecks, userChecks } from './users.ts';

const checks: readonly Check[] = [
  ...discoveryChecks,
  ...userChecks,
  ...patchChecks,
  ...olderPatchChecks,
  ...groupChecks,
  ...leavingChecks,
];

/** How many checks there are. */
export const checkCount = checks.length;

/**
 * Checks a service as Microsoft's validators do. At the end it removes the users and groups that it created.
 *
 * @throws ProvisioningFailure if the service does not answer or refuses the credentials.
 */
export async function validate(
  wire: Wire,
  redaction: Redaction,
  progress: (done: number) => void,
): Promise<readonly CheckResult[]> {
  const refused = refusalOf(await wire.send('GET', '/Users', 'startIndex=1&count=1'));
  if (refused !== undefined) throw refused;
  const exchanges: ShownExchange[] = [];
  const subject = subjectOf(wire, redaction, exchanges);
  const results: CheckResult[] = [];
  for (const check of checks) {
    results.push(await result(check, subject, exchanges));
    progress(results.length);
  }
  await removeAll(subject);
  return results;
}

function subjectOf(wire: Wire, redaction: Redaction, exchanges: ShownExchange[]): Subject {
  return {
    unique: crypto.randomUUID().slice(0, 8),
    ids: new Map(),
    async ask(method, target, sent) {
      const [path = '', query = ''] = target.split('?');
      const { status, body, request } = await wire.send(method, path, query, sent);
      exchanges.push({ request, sent: sent && redaction.body(sent), status, answer: redaction.body(body) });
      return { status, body };
    },
  };
}

async function result(check: Check, subject: Subject, exchanges: ShownExchange[]): Promise<CheckResult> {
  const { group, name, why, isMild = false } = check;
  exchanges.splice(0);
  const started = performance.now();
  const ended = (verdict: CheckResult['verdict'], reason: string): CheckResult => ({
    ...{ group, name, verdict, reason },
    milliseconds: performance.now() - started,
    exchanges: [...exchanges],
  });
  try {
    await check.run(subject);
    return ended('pass', why);
  } catch (error) {
    const failed = isMild ? 'warning' : 'fail';
    if (error instanceof Verdicts)
      return ended(error.verdict === 'fail' ? failed : error.verdict, `${error.message} ${why}`);
    if (error instanceof ProvisioningFailure) return ended(failed, error.message);
    throw error;
  }
}

/** Removes by id. A 404 is fine. */
async function removeAll(subject: Subject): Promise<void> {
  for (const [name, id] of subject.ids) {
    const path = ['team', 'crew'].includes(name) ? `/Groups/${id}` : `/Users/${id}`;
    await subject.ask('DELETE', path);
  }
}
