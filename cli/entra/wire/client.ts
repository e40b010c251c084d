import { ProvisioningFailure } from '../failure.ts';
import { stringOr } from '../json.ts';
import { isActive, matchingRows, type Mapped, type Mapping, type ObjectMapping } from '../mapping/mapping.ts';
import type { EntryKind } from '../source/entry.ts';
import type { Answer } from './exchange.ts';
import {
  createBody,
  membersBody,
  patchBody,
  type Change,
  type Dialect,
  type MemberChange,
} from './requests.ts';
import { createWire, filterQuery, type Wire, type WireOptions } from './wire.ts';

/** The requests of a provisioning job. */
export interface ProvisioningClient {
  /** The PATCH dialect that the tenant URL selects. */
  readonly dialect: Dialect;
  /** Entra's *Test connection*. @throws ProvisioningFailure that says what to do. */
  testConnection(mapping: Mapping): Promise<void>;
  match(kind: EntryKind, path: string, value: string): Promise<Answer>;
  create(kind: EntryKind, mapped: readonly Mapped[]): Promise<Answer>;
  get(kind: EntryKind, id: string): Promise<Answer>;
  patch(kind: EntryKind, id: string, changes: readonly Change[], dialect?: Dialect): Promise<Answer>;
  patchMembers(id: string, change: MemberChange): Promise<Answer>;
  remove(kind: EntryKind, id: string): Promise<Answer>;
  list(kind: EntryKind, startIndex: number, count: number): Promise<Answer>;
  /** Any other request, for discovery and conformance. */
  readonly wire: Wire;
}

const endpoints: Readonly<Record<EntryKind, string>> = { user: '/Users', group: '/Groups' };

/** Members can be many, and Entra never reads them. */
const withoutMembers = 'excludedAttributes=members';

/** Opens a client. It sends nothing by itself. */
export function createProvisioningClient(options: WireOptions): ProvisioningClient {
  const wire = createWire(options);
  const dialect: Dialect = /\baadOptscim062020\b/.test(wire.flag) ? 'aadOptscim062020' : 'default';
  const resource = (kind: EntryKind, id: string): string => `${endpoints[kind]}/${encodeURIComponent(id)}`;
  return {
    dialect,
    wire,
    testConnection: (mapping) => testConnection(wire, mapping),
    match: (kind, path, value) => wire.send('GET', endpoints[kind], matchQuery(kind, path, value)),
    create: (kind, mapped) => wire.send('POST', endpoints[kind], '', createBody(kind, mapped)),
    get: (kind, id) => wire.send('GET', resource(kind, id), kind === 'group' ? withoutMembers : ''),
    patch: (kind, id, changes, as = dialect) =>
      wire.send('PATCH', resource(kind, id), '', patchBody(changes, as)),
    patchMembers: (id, change) => wire.send('PATCH', resource('group', id), '', membersBody(change, dialect)),
    remove: (kind, id) => wire.send('DELETE', resource(kind, id)),
    list: (kind, startIndex, count) =>
      wire.send('GET', endpoints[kind], `startIndex=${startIndex}&count=${count}`),
  };
}

function matchQuery(kind: EntryKind, path: string, value: string): string {
  const filter = filterQuery(path, value);
  return kind === 'group' ? `${withoutMembers}&${filter}` : filter;
}

/** Filters by the matching attributes for a user and a group that do not exist. */
async function testConnection(wire: Wire, mapping: Mapping): Promise<void> {
  await probe(wire, 'user', matchingPath(mapping.user) ?? 'userName');
  await probe(wire, 'group', matchingPath(mapping.group) ?? 'displayName');
}

/** The first matching attribute that a GUID can be compared with: `active` is a boolean. */
function matchingPath(mapping: ObjectMapping | undefined): string | undefined {
  if (mapping === undefined) return undefined;
  return matchingRows(mapping).find((row) => !isActive(row))?.target.path;
}

async function probe(wire: Wire, kind: EntryKind, path: string): Promise<void> {
  const answer = await wire.send('GET', endpoints[kind], matchQuery(kind, path, crypto.randomUUID()));
  const refused = refusalOf(answer);
  if (refused !== undefined) throw refused;
  // A filter that matches nothing is a list of none (RFC 7644 section 3.4.2); a 404 quarantines the job.
  if (answer.status === 200 && answer.body.totalResults === 0) return;
  const total = answer.status === 200 ? `, "totalResults": ${JSON.stringify(answer.body.totalResults)}` : '';
  const detail = stringOr(answer.body.detail);
  throw new ProvisioningFailure(
    'connectionTest',
    `GET ${endpoints[kind]} with a filter by ${path} that matches nothing has to be 200 with "totalResults": 0, and was ` +
      `${answer.status}${total}${detail === '' ? '' : ` (${detail})`}. Check that the tenant URL ends with /scim/<tenant>, ` +
      'that the service runs, and that it can filter by this attribute; its log says more.',
  );
}

/** The failure that ends a job at once, if the service refuses the credentials. */
export function refusalOf({ status }: Answer): ProvisioningFailure | undefined {
  if (status !== 401 && status !== 403) return undefined;
  return new ProvisioningFailure(
    'unauthorized',
    `The service refuses the credentials (${status}). Copy the provisioning tenant URL and the credentials again, both of the same tenant.`,
  );
}
