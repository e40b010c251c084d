import { hostname, userInfo } from 'node:os';
import type { Act, AuditActor } from '../shared/operators/auditEntry.ts';
import { endingOf, recordAct } from '../shared/operators/auditLog.ts';
import type { Table } from '../shared/store/tables.ts';

/** What a command sets out to do. */
type CommandAct = Pick<Act, 'action' | 'tenant' | 'target' | 'reason'>;

/**
 * Runs what changes something, hands a secret out or takes data away. The audit log says so before, and how it ended
 * afterwards.
 *
 * @param table of the tenants.
 * @param targetOf what was made, if only the result tells.
 * @throws ScimError 503 if it can't be recorded; then it is not done.
 */
export async function audited<Result>(
  table: Table,
  act: CommandAct,
  run: () => Promise<Result>,
  targetOf: (result: Result) => string | undefined = () => act.target,
): Promise<Result> {
  const { end } = await recordAct(table, { ...act, actor: accountOfSystem() });
  let result: Result;
  try {
    result = await run();
  } catch (error) {
    await end(endingOf(error)).catch(sayUnfinished);
    throw error;
  }
  // The result may hold the only copy of a secret: it must be shown.
  await end({ outcome: 'done' }, { target: targetOf(result) }).catch(sayUnfinished);
  return result;
}

function sayUnfinished(): void {
  process.stderr.write('Attention: storage did not answer, so the audit log does not say how this ended.\n');
}

/** The operating system's account with the command line. */
export function accountOfSystem(): AuditActor {
  return { kind: 'commandLine', id: accountName(), label: hostname() };
}

/** A container may run under a number that has no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? ''}`.trim();
  }
}
