import type { Change } from './diff.ts';
import { ProvisioningFailure } from './failure.ts';
import type { JsonObject } from './json.ts';
import { arrayOr, objectOr, stringOr } from './json.ts';
import type { Mapped } from './mapping.ts';
import type { Dialect } from './requests.ts';
import { createBody, patchBody } from './requests.ts';
import { revealed } from './revealed.ts';
import type { Answer, Wire, WireOptions } from './wire.ts';
import { createWire, filterQuery } from './wire.ts';

/** The requests of a provisioning job. */
export interface ScimClient {
  /** How this client puts a PATCH: the tenant URL says so. */
  readonly dialect: Dialect;
  /** Entra's *Test connection*. Throws a {@link ProvisioningFailure} that says what to do. */
  testConnection(): Promise<void>;
  match(externalId: string): Promise<Answer>;
  create(mapped: readonly Mapped[]): Promise<Answer>;
  get(id: string): Promise<Answer>;
  patch(id: string, changes: readonly Change[]): Promise<Answer>;
  remove(id: string): Promise<Answer>;
  list(startIndex: number, count: number): Promise<Answer>;
}

/** One line about an answer, without anything that the answer should not have said. */
export function explain(answer: Answer, secrets: readonly string[] = []): string {
  const { detail, scimType } = answer.body;
  if (revealed(detail, secrets).length > 0) return 'the detail holds a secret and is not shown';
  const said = [stringOr(scimType), stringOr(detail)].filter((part) => part !== '').join(': ');
  return said === '' ? `the service answered ${answer.status} without a SCIM error` : said;
}

async function testConnection(wire: Wire): Promise<void> {
  const probes = [
    { path: '/Users', query: filterQuery('externalId', crypto.randomUUID()) },
    {
      path: '/Groups',
      query: `excludedAttributes=members&${filterQuery('displayName', crypto.randomUUID())}`,
    },
  ];
  for (const { path, query } of probes) {
    const answer = await wire.send('GET', path, query);
    if (answer.status === 401) {
      throw new ProvisioningFailure(
        'unauthorized',
        'The service refuses the secret token. Copy the provisioning tenant URL and the secret token again, both of the same tenant.',
      );
    }
    // A filter that matches nothing is a list of none (RFC 7644 section 3.4.2); a 404 would quarantine the job.
    if (answer.status !== 200 || answer.body.totalResults !== 0) {
      throw new ProvisioningFailure(
        'connectionTest',
        `GET ${path} with a filter that matches nothing has to be 200 with "totalResults": 0, and was ${answer.status}. ` +
          'Check that the tenant URL ends with /scim/<tenant> and that the service runs; its log says more.',
      );
    }
  }
}

/** Opens a client. Nothing is sent until it is used. */
export function createClient(options: WireOptions): ScimClient {
  const wire = createWire(options);
  const dialect: Dialect = wire.flag === 'aadOptscim062020' ? 'aadOptscim062020' : 'default';
  const user = (id: string): string => `/Users/${encodeURIComponent(id)}`;
  return {
    dialect,
    testConnection: () => testConnection(wire),
    match: (externalId) => wire.send('GET', '/Users', filterQuery('externalId', externalId)),
    create: (mapped) => wire.send('POST', '/Users', '', createBody(mapped)),
    get: (id) => wire.send('GET', user(id)),
    patch: (id, changes) => wire.send('PATCH', user(id), '', patchBody(changes, dialect)),
    remove: (id) => wire.send('DELETE', user(id)),
    list: (startIndex, count) => wire.send('GET', '/Users', `startIndex=${startIndex}&count=${count}`),
  };
}

/** The users of a list answer. */
export function usersOf(answer: Answer): readonly JsonObject[] {
  return arrayOr(answer.body.Resources).map(objectOr);
}
