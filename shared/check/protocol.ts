import { isArray, isObject } from '../scim/json.ts';
import { onOneLine } from '../scim/onOneLine.ts';
import { type Reply, note, ok, problem, warning, type Finding } from './finding.ts';

const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/**
 * A finding if nothing is served under the path, reported once instead of for each request. Undefined if one of the
 * two answers looks like a SCIM service.
 */
export function nowhereFinding(users: Reply, config: Reply): Finding | undefined {
  const about = 'Test connection';
  if (isRedirection(users) && isRedirection(config))
    return problem(
      about,
      `Every request is redirected (${users.status}) to ${goalOf(users)}.`,
      'Entra does not follow it. If a SCIM service is there, give Entra its URL; if it is a sign-in page, turn that off for this path: the secret token is the sign-in.',
    );
  if (isPage(users) && isPage(config))
    return problem(
      about,
      `Every request is answered with a web page (${users.status}).`,
      'What listens there is no SCIM service, or a sign-in page or proxy is in front of it. Open the URL in a browser and look.',
    );
  if (users.status === 404 && config.status === 404)
    return problem(
      about,
      'Nothing is served under this path: /Users and /ServiceProviderConfig are both 404.',
      'Compare the path with the tenant URL as it was printed, letter for letter: for this service it is /scim/<tenant>.',
    );
  return undefined;
}

function isRedirection({ status }: Reply): boolean {
  return status >= 300 && status < 400;
}

function isPage({ headers, body }: Reply): boolean {
  return body === undefined && (headers['content-type'] ?? '').toLowerCase().startsWith('text/html');
}

/** The detail of a SCIM error (RFC 7644 §3.12). */
function toldBy({ body }: Reply): string {
  const detail = body?.detail;
  return typeof detail === 'string' && detail !== '' ? ` It says: ${shortened(onOneLine(detail), 300)}` : '';
}

/** The target of a redirection, without the query, which is long on sign-in pages. */
function goalOf({ headers }: Reply): string {
  const [goal = ''] = (headers.location ?? 'nowhere').split(/[?#]/);
  return shortened(onOneLine(goal), 200);
}

/** Shortens a text at a word boundary: half a secret would not be recognised and replaced. */
function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, text.lastIndexOf(' ', length) + 1)}…`;
}

/** A filter without matches must give 200 and an empty list: otherwise Entra's *Test connection* fails. */
export function emptyListFinding(what: string, reply: Reply): Finding {
  const about = 'Test connection';
  const { status, body } = reply;
  if (isRedirection(reply))
    return problem(
      about,
      `${what} is redirected (${status}) to ${goalOf(reply)}.`,
      'Entra does not follow it: give it the URL that it leads to.',
    );
  if (status === 404)
    return problem(
      about,
      `${what} is 404.`,
      'It has to be 200 with an empty list, or Entra refuses the connection and quarantines the job. Is the path of the tenant URL right?',
    );
  if (status !== 200)
    return problem(
      about,
      `${what} is ${status}, where 200 and an empty list belong.${toldBy(reply)}`,
      status >= 500
        ? 'The service failed: its log has the reason.'
        : 'Look whether the matching attribute can be filtered by.',
    );
  const list = isArray(body?.schemas) && body.schemas.includes(listUrn);
  if (!list || body.totalResults !== 0)
    return problem(
      about,
      `${what} is 200, but no empty ListResponse.`,
      'Entra would take a stranger for a match. What listens there may not be a SCIM service.',
    );
  return ok(about, `${what} is 200 and an empty list.`);
}

/** Judges one of the three discovery endpoints (RFC 7644 §4). */
export function discoveryFinding(name: string, reply: Reply): Finding {
  const about = 'Discovery';
  const { status, headers, body } = reply;
  if (status !== 200)
    return problem(
      about,
      `/${name} is ${status}.`,
      'RFC 7644 §4 wants it to be there; gallery checks of Microsoft look for it.',
    );
  if (body === undefined || !isArray(body.schemas))
    return problem(
      about,
      `/${name} is no SCIM document.`,
      'What listens there may be a sign-in page or a proxy. Open the URL in a browser and look.',
    );
  if (name !== 'ServiceProviderConfig' && !(isArray(body.Resources) && body.Resources.every(isObject)))
    return problem(about, `/${name} lists no Resources.`, 'RFC 7644 §4 wants a ListResponse.');
  const type = (headers['content-type'] ?? 'none').split(';')[0]?.trim() ?? 'none';
  if (type.toLowerCase() !== 'application/scim+json')
    return warning(
      about,
      `/${name} has the media type ${onOneLine(type)}.`,
      'RFC 7644 §3.1 wants application/scim+json.',
    );
  return ok(about, `/${name} is served.`);
}

/** @param now when the answer arrived. */
export function clockFinding({ headers }: Reply, now: number): Finding {
  const about = 'Clock';
  const time = Date.parse(headers.date ?? '');
  if (Number.isNaN(time)) return note(about, 'The service does not say what time it is.');
  const seconds = Math.round(Math.abs(now - time) / 1_000);
  if (seconds <= 60) return ok(about, "The service's clock agrees with this machine's.");
  return problem(
    about,
    `The service's clock is ${seconds} s ${time > now ? 'ahead of' : 'behind'} this machine's.`,
    'See which of the two is wrong: tokens with a time in them are refused by a wrong clock.',
  );
}

/** @param times of several equal requests, in milliseconds. */
export function latencyFinding(times: readonly number[]): Finding {
  const about = 'Latency';
  const median = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const seen = `Half of ${times.length} lookups took less than ${Math.max(1, Math.round(median))} ms`;
  if (median < 500) return ok(about, `${seen}: quick enough for Entra's pace.`);
  return warning(
    about,
    `${seen}: an initial cycle will be slow.`,
    'Look for a function app far from its storage, or one without an always-ready instance.',
  );
}

export function requestIdFinding({ headers }: Reply): Finding {
  const about = 'Request ids';
  return headers['x-request-id'] === undefined
    ? note(about, 'Answers carry no X-Request-Id.')
    : ok(about, 'Answers carry an X-Request-Id, by which they are found in the log.');
}
