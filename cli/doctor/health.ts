import { isArray, isObject, type JsonObject } from '../../shared/scim/json.ts';
import { onOneLine } from '../../shared/scim/onOneLine.ts';
import { type Reply, note, ok, problem, warning, type Finding } from '../../shared/check/finding.ts';
import { ask } from './ask.ts';
import { readToken } from './token.ts';

const about = 'Health';

/**
 * A finding if the Functions host answers without a function: then every path gets a 404 with an empty body.
 * Undefined if something else answers; every answer of this service has a body or a request id.
 */
export async function hostAloneFinding({ origin, pathname }: URL): Promise<Finding | undefined> {
  const paths = ['/health/live', `${pathname}/Users`];
  for (const path of paths) if (!isBare404(await ask(origin + path))) return undefined;
  return problem(
    about,
    'No function is loaded: every path is 404 without a body and without X-Request-Id.',
    'So answers the Functions host alone. Its log of the start has the reason: a package that is missing or incomplete, a wrong Node version, or AzureWebJobsStorage out of reach; in an earlier release, a setting such as SCIM_SEALING_KEYS or SCIM_STORAGE_ACCOUNT_URL. If the service is at another host, compare the URL with the one that was printed.',
  );
}

function isBare404({ status, headers, empty }: Reply): boolean {
  return status === 404 && empty && headers['x-request-id'] === undefined;
}

/** What the health endpoints report. */
interface Health {
  readonly findings: readonly Finding[];
  /** Whether a setting is missing or wrong: then every other request fails in the same way. */
  readonly misconfigured?: true;
}

/** Reads whether the service is live and ready; with a management token it learns the reason if it is not. */
export async function readHealth(origin: string, managementToken: string | undefined): Promise<Health> {
  const live = await ask(`${origin}/health/live`);
  if (live.status === 500 || live.status === 503)
    return {
      findings: [
        problem(
          about,
          `The functions do not run: /health/live is ${live.status}.`,
          'The function app is stopped, is starting just now, or its host does not run: its log of the start names the reason, for instance telemetry settings that the host cannot read.',
        ),
      ],
    };
  if (live.status !== 200 || live.body?.status !== 'alive')
    return {
      findings: [
        note(about, 'There is no /health/live: another service, or an earlier release of this one.'),
      ],
    };
  const lives = ok(about, `The service lives${releaseOf(live)}.`);
  if (managementToken === undefined) return ready(lives, await ask(`${origin}/health/ready`), false);
  const { token, finding } = readToken(managementToken);
  // A text that can't be a token is not sent.
  if (finding.state === 'problem') return { findings: [lives, { ...finding, about: 'Management token' }] };
  return ready(lives, await ask(`${origin}/health/ready`, token), true);
}

function ready(lives: Finding, reply: Reply, asManager: boolean): Health {
  const findings = [lives, readyFinding(reply, asManager), ...settingWarnings(reply)];
  const settings = badFindings(reply).some(({ check }) => check === 'settings');
  return settings ? { findings, misconfigured: true } : { findings };
}

/** The failing checks of `/health/ready`. */
function badFindings(reply: Reply): readonly JsonObject[] {
  return findingsIn(reply).filter((finding) => finding.ok === false);
}

function findingsIn({ body }: Reply): readonly JsonObject[] {
  return (isArray(body?.findings) ? body.findings : []).filter(isObject);
}

/** Settings that nothing reads: the service works, but not as its operator intended. */
function settingWarnings(reply: Reply): readonly Finding[] {
  return findingsIn(reply)
    .filter(({ check, ok }) => check === 'settings' && ok === true)
    .flatMap(({ detail }) =>
      typeof detail === 'string'
        ? [
            warning(
              'Settings',
              onOneLine(detail),
              'Correct its name, or remove it: docs/settings.md has all of them.',
            ),
          ]
        : [],
    );
}

/** The release that answered, if it says so. */
function releaseOf({ body }: Reply): string {
  const version = body?.version;
  return typeof version === 'string' ? `; it is release ${onOneLine(version).slice(0, 50)}` : '';
}

/**
 * Judges an answer of `/health/ready`.
 *
 * @param asManager whether a management token was sent.
 */
export function readyFinding(reply: Reply, asManager: boolean): Finding {
  const { status } = reply;
  if (status === 200)
    return ok(about, `The service is ready for requests.${storageSentence(reply.body?.storage)}`);
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
  const reasons = badFindings(reply).map(({ detail }) =>
    typeof detail === 'string' ? onOneLine(detail) : '',
  );
  return problem(
    about,
    `The service is not ready (${status}). ${reasons.join(' ')}`.trim(),
    reasons.length > 0 ? 'Mend that first: the rest may follow from it.' : withoutReasons(asManager),
  );
}

/** Earlier releases do not report storage. */
function storageSentence(storage: unknown): string {
  if (storage === 'azure') return ' It keeps its data in Azure Table Storage.';
  if (storage === 'local')
    return ' It keeps its data on its own machine: "uniflow-scim backup" there saves them.';
  return '';
}

function withoutReasons(asManager: boolean): string {
  return asManager
    ? 'The management token can not be checked, so storage is away or refuses the service: its log has "notReady".'
    : 'Its log has "notReady" if it is storage, or the right to it. Else this command says why with --management-token-file.';
}
