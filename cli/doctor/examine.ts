import { filterQuery } from '../entra/wire/wire.ts';
import { mayBeShown, readAddress } from '../../shared/check/address.ts';
import { ask } from './ask.ts';
import { problem, warning, withoutSecrets, type Finding } from '../../shared/check/finding.ts';
import { hostAloneFinding, readHealth } from './health.ts';
import { codeOf, isUnanswered, reachFinding, tlsFinding } from './network.ts';
import {
  clockFinding,
  discoveryFinding,
  emptyListFinding,
  latencyFinding,
  nowhereFinding,
  requestIdFinding,
} from '../../shared/check/protocol.ts';
import { readToken, refusalFinding } from './token.ts';

export interface ExaminedService {
  readonly tenantUrl: string;
  /** The token as pasted; undefined if there is none. */
  readonly token: string | undefined;
  readonly managementToken: string | undefined;
  /** The attribute by which Entra matches users. */
  readonly matching: string;
}

/** Number of lookups for the latency. */
const lookups = 7;

/** Examines a service from outside, without writing to it. Stops at a finding that makes the rest pointless. */
export async function examine(service: ExaminedService): Promise<readonly Finding[]> {
  const { token: pasted, managementToken } = service;
  const findings: Finding[] = [];
  try {
    for await (const finding of examination(service)) findings.push(finding);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    findings.push(
      problem(
        'Network',
        `A request got no answer (${codeOf(error)}).`,
        'Try again. If it stays so, look into the log of the service and for a proxy between here and there.',
      ),
    );
  }
  const secrets = [pasted?.trim() ?? '', readToken(pasted ?? '').token, managementToken?.trim() ?? ''];
  return findings.map((finding) => withoutSecrets(finding, secrets));
}

async function* examination(service: ExaminedService): AsyncGenerator<Finding> {
  const { url, findings } = readAddress(service.tenantUrl);
  yield* findings;
  // Entra can't use http:// on another machine, so nothing else is examined.
  if (!mayBeShown(url)) return;
  const reach = await reachFinding(url);
  yield reach;
  if (reach.state === 'problem') return;
  if (url.protocol === 'https:') {
    const tls = await tlsFinding(url, Date.now());
    yield tls;
    if (tls.state === 'problem') return;
  }
  const alone = await hostAloneFinding(url);
  if (alone !== undefined) {
    yield alone;
    return;
  }
  const health = await readHealth(url.origin, service.managementToken);
  yield* health.findings;
  if (health.misconfigured === true) return;
  yield* protocol(url, service);
}

async function* protocol(url: URL, { token: pasted, matching }: ExaminedService): AsyncGenerator<Finding> {
  if (pasted === undefined) {
    yield warning(
      'Token',
      'None was given, so only what needs none was looked at.',
      'Set SCIM_TOKEN, or give --token-file.',
    );
    return;
  }
  const { token, finding } = readToken(pasted);
  yield finding;
  if (finding.state === 'problem') return;
  const flag = url.search === '' ? '' : `${url.search.slice(1)}&`;
  const get = (path: string, query = '') => ask(`${url.origin}${url.pathname}${path}?${flag}${query}`, token);
  const lookup = () => get('/Users', filterQuery(matching, crypto.randomUUID()));
  const first = await lookup();
  const refused = refusalFinding(first.status);
  if (refused !== undefined) {
    yield refused;
    return;
  }
  yield clockFinding(first, Date.now());
  const config = await get('/ServiceProviderConfig');
  const nowhere = nowhereFinding(first, config);
  if (nowhere !== undefined) {
    yield nowhere;
    return;
  }
  yield emptyListFinding(`A user that is not there, by ${matching},`, first);
  const groups = `excludedAttributes=members&${filterQuery('displayName', crypto.randomUUID())}`;
  yield emptyListFinding('The probe of /Groups', await get('/Groups', groups));
  yield discoveryFinding('ServiceProviderConfig', config);
  for (const name of ['ResourceTypes', 'Schemas']) yield discoveryFinding(name, await get(`/${name}`));
  yield requestIdFinding(first);
  // The duration of a refused request says nothing.
  if (first.status !== 200) return;
  const times: number[] = [];
  for (let count = 0; count < lookups; count += 1) {
    const { status, milliseconds } = await lookup();
    if (status === 200) times.push(milliseconds);
  }
  if (times.length > 0) yield latencyFinding(times);
}
