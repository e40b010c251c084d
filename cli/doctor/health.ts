import { isArray, isObject } from '../../shared/scim/json.ts';
import { onOneLine } from '../onOneLine.ts';
import { ask, type Reply } from './ask.ts';
import { note, ok, problem, type Finding } from './finding.ts';

const about = 'Health';

/** Whether the service says that it lives and is ready; a management token is told the reason if it is not. */
export async function healthFindings(
  origin: string,
  managementToken: string | undefined,
): Promise<readonly Finding[]> {
  const live = await ask(`${origin}/health/live`);
  if (live.status !== 200 || live.body?.status !== 'alive')
    return [note(about, 'There is no /health/live: another service, or an earlier release of this one.')];
  const ready = await ask(`${origin}/health/ready`, managementToken);
  return [ok(about, 'The service lives.'), readyFinding(ready)];
}

/** What `/health/ready` says. */
export function readyFinding({ status, body }: Reply): Finding {
  if (status === 200)
    return ok(about, 'The service is ready: storage, keys, clock and stored forms are well.');
  if (status === 401)
    return problem(
      about,
      'The management token is refused.',
      'Give one that "uniflow-scim management add" printed, or none.',
    );
  const reasons = (isArray(body?.findings) ? body.findings : [])
    .filter(isObject)
    .filter((finding) => finding.ok === false)
    .map(({ detail }) => (typeof detail === 'string' ? onOneLine(detail) : ''));
  return problem(
    about,
    `The service is not ready (${status}). ${reasons.join(' ')}`.trim(),
    reasons.length > 0
      ? 'Mend that first: the rest may follow from it.'
      : 'Its log says why, and so does this command with --management-token-file. Mostly it is storage, or the right to it.',
  );
}
