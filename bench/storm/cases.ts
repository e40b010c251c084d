import { core, patch, person, type Body } from '../../test/support/people.ts';

export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: string | undefined;
}

/** What one hostile client does. */
export interface HostileCase {
  readonly name: string;
  /** Whose users it needs. */
  readonly tenant: TenantName;
  /** @param id of one of the tenant's users. */
  readonly requests: (id: string) => readonly HostileRequest[];
}

/** What a hostile process is told. */
export interface Hostile {
  readonly tenantUrl: string;
  readonly token: string;
  readonly requests: readonly HostileRequest[];
  readonly atOnce: number;
}

export function isHostile(message: unknown): message is Hostile {
  return typeof message === 'object' && message !== null && 'requests' in message && 'atOnce' in message;
}

export type TenantName = 'crowd' | 'roles' | 'large' | 'changed';

/** The users of the tenants, by what is hard about them. */
export const populations: Readonly<Record<TenantName, readonly Body[]>> = {
  crowd: people(1_000, { ims: [{ value: 'a', type: 'xmpp' }] }),
  roles: people(40, { roles: values(500, (i) => `Übergröße-${'ß'.repeat(20)}-${i}`) }),
  large: people(300, { photos: values(1_000, (i) => `https://example.com/photo/${i}/${'a'.repeat(16)}`) }),
  changed: people(1, { roles: values(3_000, (i) => `r${i}`) }),
};

const search = (body: Body): HostileRequest => ({
  method: 'POST',
  path: '/.search',
  body: JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], ...body }),
});

/** The requests of each case, about one of its tenant's users. */
const requests: Readonly<Record<string, readonly [TenantName, (id: string) => readonly HostileRequest[]]>> = {
  'attributes: 36,000 value paths': ['crowd', () => [valuePaths(36_000)]],
  'attributes: 900 value paths': ['crowd', () => [valuePaths(900)]],
  'filter: 130 terms, folded': [
    'roles',
    () => [search({ filter: or(130, (i) => `roles.value co "Ü${i}xy"`) })],
  ],
  'filter: 150 value paths': [
    'large',
    () => [search({ filter: or(150, (i) => `photos[value co "x${i}"]`) })],
  ],
  'filter: substrings, repetitive': [
    'large',
    () => [search({ filter: or(60, (i) => `photos co "${'a'.repeat(30)}b${i}"`) })],
  ],
  'sorted pages of large users': ['large', () => [search({ sortBy: 'userName', count: 1_000 })]],
  'pages of large users': ['large', () => [{ method: 'GET', path: '/Users?count=1000' }]],
  'new filters of 3.4 KB each': [
    'crowd',
    () =>
      times(1_000, (n) =>
        search({ filter: `userName eq "nobody${n}" and (${or(140, (i) => `title eq "${n}-${i}"`)})` }),
      ),
  ],
  'PATCH: 1,000 case variants': [
    'changed',
    (id) => [change(id, [{ op: 'add', value: caseVariants('roles', 'preferredLanguage', 1_000) }])],
  ],
  'PATCH: removals by value': [
    'changed',
    (id) => [
      change(
        id,
        times(60, (n) => ({
          ...{ op: 'remove', path: 'addresses' },
          value: times(127, (i) => memberSet(n, i + 1)),
        })),
      ),
    ],
  ],
  'PATCH: all elements changed': [
    'changed',
    (id) => [
      change(
        id,
        times(200, (n) => ({ op: 'replace', path: 'roles.display', value: `d${n}` })),
      ),
    ],
  ],
  'PATCH: elements added': [
    'changed',
    (id) => [
      change(
        id,
        times(200, (n) => ({ op: 'add', path: 'roles', value: times(9, (i) => ({ value: `${n}-${i}` })) })),
      ),
    ],
  ],
  'POST: 1 MiB of arrays': [
    'crowd',
    () => [post(`{"schemas":["${core}"],"x":[${times(340_000, () => '[]').join(',')}]}`)],
  ],
  'POST: 1 MiB of members': [
    'crowd',
    () => [post(JSON.stringify(Object.fromEntries(times(60_000, (i) => [`m${i}`, 'v']))))],
  ],
  'PUT: 1 MiB of elements': ['changed', (id) => [replaceAddresses(id, 4_900)]],
  'Bulk: failures with references': [
    'crowd',
    () => [{ method: 'POST', path: '/Bulk', body: bulkOfFailures() }],
  ],
};

export const cases: readonly HostileCase[] = Object.entries(requests).map(([name, [tenant, requests]]) => ({
  ...{ name, tenant, requests },
}));

function valuePaths(number: number): HostileRequest {
  return search({ attributes: times(number, (i) => `ims[value eq "${i}"]`), count: 1_000 });
}

function post(body: string): HostileRequest {
  return { method: 'POST', path: '/Users', body };
}

function replaceAddresses(id: string, number: number): HostileRequest {
  const streets = (i: number) => ({ ...memberSet(i, 127), streetAddress: `${'é'.repeat(20)}${i}` });
  const body = JSON.stringify(person('changed-0', { addresses: times(number, streets) }));
  return { method: 'PUT', path: `/Users/${id}`, body };
}

function times<Item>(number: number, item: (i: number) => Item): Item[] {
  return Array.from({ length: number }, (_, i) => item(i));
}

function or(number: number, term: (i: number) => string): string {
  return times(number, term).join(' or ');
}

function people(number: number, more: Body): readonly Body[] {
  return times(number, (i) => person(`hostile-${i}`, more));
}

function values(number: number, value: (i: number) => string): readonly Body[] {
  return times(number, (i) => ({ value: value(i) }));
}

function change(id: string, operations: readonly Body[]): HostileRequest {
  return { method: 'PATCH', path: `/Users/${id}`, body: JSON.stringify(patch(...operations)) };
}

/** The same attribute under many spellings, each of which is an operation of its own. */
function caseVariants(before: string, name: string, number: number): Body {
  const members = times(number, (n): [string, string] => [
    Array.from(name, (letter, i) => ((n >> i) & 1 ? letter.toUpperCase() : letter.toLowerCase())).join(''),
    `v${n % 7}`,
  ]);
  return { [before]: [{ value: 'r0' }], ...Object.fromEntries(members) };
}

const addressMembers = ['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country', 'type'];

function memberSet(n: number, bits: number): Body {
  return Object.fromEntries(
    addressMembers.filter((_, i) => (bits >> i) & 1).map((name) => [name, `${name}${n}`]),
  );
}

/** Half of it creates, each with references to what comes later; the other half fails without asking storage. */
function bulkOfFailures(): string {
  const failing = 450;
  const operations = [
    ...times(50, (i) => ({
      method: 'POST',
      path: '/Users',
      bulkId: `c${i}`,
      data: { ...person(`bulk-${i}`), x: times(500, (n) => `bulkId:f${n % failing}`) },
    })),
    ...times(failing, (i) => ({ method: 'POST', path: '/Nowhere', bulkId: `f${i}`, data: {} })),
  ];
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: operations,
  });
}
