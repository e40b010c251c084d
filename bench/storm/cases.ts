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
  crowd: people(1_000, () => ({ ims: [{ value: 'a', type: 'xmpp' }] })),
  roles: people(40, () => ({ roles: values(500, (i) => `Übergröße-${'ß'.repeat(20)}-${i}`) })),
  large: people(300, () => ({
    photos: values(1_000, (i) => `https://example.com/photo/${i}/${'a'.repeat(16)}`),
  })),
  changed: people(1, () => ({
    roles: values(3_000, (i) => `r${i}`),
  })),
};

const search = (body: Body): HostileRequest => ({
  method: 'POST',
  path: '/.search',
  body: JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], ...body }),
});
const or = (number: number, term: (i: number) => string): string =>
  Array.from({ length: number }, (_, i) => term(i)).join(' or ');
const times = <Item>(number: number, item: (i: number) => Item): Item[] =>
  Array.from({ length: number }, (_, i) => item(i));

export const cases: readonly HostileCase[] = [
  {
    name: 'attributes: 36,000 value paths',
    tenant: 'crowd',
    requests: () => [search({ attributes: times(36_000, (i) => `ims[value eq "${i}"]`), count: 1_000 })],
  },
  {
    name: 'attributes: 900 value paths',
    tenant: 'crowd',
    requests: () => [search({ attributes: times(900, (i) => `ims[value eq "${i}"]`), count: 1_000 })],
  },
  {
    name: 'filter: 130 terms, folded',
    tenant: 'roles',
    requests: () => [search({ filter: or(130, (i) => `roles.value co "Ü${i}xy"`) })],
  },
  {
    name: 'filter: 150 value paths',
    tenant: 'large',
    requests: () => [search({ filter: or(150, (i) => `photos[value co "x${i}"]`) })],
  },
  {
    name: 'filter: substrings, repetitive',
    tenant: 'large',
    requests: () => [search({ filter: or(60, (i) => `photos co "${'a'.repeat(30)}b${i}"`) })],
  },
  {
    name: 'sorted pages of large users',
    tenant: 'large',
    requests: () => [search({ sortBy: 'userName', count: 1_000 })],
  },
  {
    name: 'pages of large users',
    tenant: 'large',
    requests: () => [{ method: 'GET', path: '/Users?count=1000' }],
  },
  {
    name: 'new filters of 3.4 KB each',
    tenant: 'crowd',
    requests: () =>
      times(1_000, (n) =>
        search({ filter: `userName eq "nobody${n}" and (${or(140, (i) => `title eq "${n}-${i}"`)})` }),
      ),
  },
  {
    name: 'PATCH: 1,000 case variants',
    tenant: 'changed',
    requests: (id) => [change(id, { op: 'add', value: caseVariants('roles', 'preferredLanguage', 1_000) })],
  },
  {
    name: 'PATCH: removals by value',
    tenant: 'changed',
    requests: (id) => [
      change(
        id,
        ...times(60, (n) => ({
          op: 'remove',
          path: 'addresses',
          value: times(127, (i) => memberSet(n, i + 1)),
        })),
      ),
    ],
  },
  {
    name: 'PATCH: all elements changed',
    tenant: 'changed',
    requests: (id) => [
      change(id, ...times(200, (n) => ({ op: 'replace', path: 'roles.display', value: `d${n}` }))),
    ],
  },
  {
    name: 'PATCH: elements added',
    tenant: 'changed',
    requests: (id) => [
      change(
        id,
        ...times(200, (n) => ({
          op: 'add',
          path: 'roles',
          value: times(9, (i) => ({ value: `${n}-${i}` })),
        })),
      ),
    ],
  },
  {
    name: 'POST: 1 MiB of arrays',
    tenant: 'crowd',
    requests: () => [
      { method: 'POST', path: '/Users', body: `{"schemas":["${core}"],"x":[${filled('[]', 340_000)}]}` },
    ],
  },
  {
    name: 'POST: 1 MiB of members',
    tenant: 'crowd',
    requests: () => [
      {
        method: 'POST',
        path: '/Users',
        body: JSON.stringify(Object.fromEntries(times(60_000, (i) => [`m${i}`, 'v']))),
      },
    ],
  },
  {
    name: 'PUT: 1 MiB of elements',
    tenant: 'changed',
    requests: (id) => [
      {
        method: 'PUT',
        path: `/Users/${id}`,
        body: JSON.stringify(
          person('changed-0', {
            addresses: times(4_900, (i) => ({
              ...memberSet(i, 127),
              streetAddress: `${'é'.repeat(20)}${i}`,
            })),
          }),
        ),
      },
    ],
  },
  {
    name: 'Bulk: failures with references',
    tenant: 'crowd',
    requests: () => [{ method: 'POST', path: '/Bulk', body: bulkOfFailures() }],
  },
];

function people(number: number, more: (i: number) => Body): readonly Body[] {
  return Array.from({ length: number }, (_, i) => person(`hostile-${i}`, more(i)));
}

function values(number: number, value: (i: number) => string): readonly Body[] {
  return Array.from({ length: number }, (_, i) => ({ value: value(i) }));
}

function change(id: string, ...operations: readonly Body[]): HostileRequest {
  return { method: 'PATCH', path: `/Users/${id}`, body: JSON.stringify(patch(...operations)) };
}

/** The same attribute under many spellings, each of which is an operation of its own. */
function caseVariants(before: string, name: string, number: number): Body {
  const members = Array.from({ length: number }, (_, n): [string, string] => [
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

function filled(text: string, number: number): string {
  return new Array<string>(number).fill(text).join(',');
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
