import { isArray, isObject } from '../../shared/scim/json.ts';
import { onOneLine } from '../onOneLine.ts';
import { ask, type Reply } from './ask.ts';
import { note, ok, problem, type Finding } from './finding.ts';
import { readToken } from './token.ts';

const about = 'Health';

/** Whether the service says that it lives and is ready; a management token is told the reason if it is not. */
export async function healthFindings(
  origin: string,
  managementToken: string | undefined,
): Promise<readonly Finding[]> {
  const live = await ask(`${origin}/health/live`);
  if (live.status === 500 || live.status === 503)
    return [
      problem(
        about,
        `The functions do not run: /health/live is ${live.status}.`,
        'As a rule a setting keeps them from starting: the log of the start names it. Or the function app is stopped, or starting just now.',
      ),
    ];
  if (live.status !== 200 || live.body?.status !== 'alive')
    return [note(about, 'There is no /health/live: another service, or an earlier release of this one.')];
  const lives = ok(about, 'The service lives.');
  if (managementToken === undefined) return [lives, readyFinding(await ask(`${origin}/health/ready`), false)];
  const { token, finding } = readToken(managementToken);
  // What no token can be is not sent.
  if (finding.state === 'problem') return [lives, { ...finding, about: 'Management token' }];
  return [lives, readyFinding(await ask(`${origin}/health/ready`, token), true)];
}

/**
 * What `/health/ready` says.
 *
 * @param asManager whether a management token was shown.
 */
export function readyFinding({ status, body }: Reply, asManager: boolean): Finding {
  if (status === 200) return ok(about, 'The service is ready for requests.');
  if (status === 401)
    return problem(
      about,
      'The management token is refused.',
      'Give one that "management add" printed, or none.',
    );
  if (status === 429)
    return problem(
      about,
      'The service takes no more management tokens from here just now (429).',
      'Too many wrong ones came from this address. Wait a minute.',
    );
  const reasons = (isArray(body?.findings) ? body.findings : [])
    .filter(isObject)
    .filter((finding) => finding.ok === false)
    .map(({ detail }) => (typeof detail === 'string' ? onOneLine(detail) : ''));
  return problem(
    about,
    `The service is not ready (${status}). ${reasons.join(' ')}`.trim(),
    reasons.length > 0 ? 'Mend that first: the rest may follow from it.' : withoutReasons(asManager),
  );
}

function withoutReasons(asManager: boolean): string {
  return asManager
    ? 'The management token can not be checked, so storage is away or refuses the service: its log has "notReady".'
    : 'Its log has "notReady" if it is storage, or the right to it. Else this command says why with --management-token-file.';
}
