export const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
export const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export type Body = Readonly<Record<string, unknown>>;

/** What Entra sends to create a person: complete, and with nothing that another `key` would also have. */
export function person(key: string, more: Body = {}): Body {
  return {
    schemas: [core, enterprise],
    externalId: `ext-${key}`,
    userName: `${key}@example.com`,
    active: true,
    displayName: `Person ${key}`,
    title: 'Engineer',
    emails: [{ primary: true, type: 'work', value: `${key}@mail.example.com` }],
    addresses: [{ type: 'work', streetAddress: '1 Main Street' }],
    phoneNumbers: [{ type: 'work', value: '+49 (0)30 00-1' }],
    meta: { resourceType: 'User' },
    name: { formatted: `Ms. ${key}`, familyName: 'Family', givenName: 'Given' },
    roles: [],
    [enterprise]: { department: 'Print' },
    [uniflow]: { cardNumber: `00${key}`, pin: '0042', localUsername: key },
    ...more,
  };
}

/** The body of a PATCH. */
export function patch(...operations: readonly Body[]): Body {
  return { schemas: [patchUrn], Operations: operations };
}

/** A filter as it stands in a URL, with spaces as `+` and quotes as `%22`, as Entra writes it. */
export function filterQuery(filter: string): string {
  return `filter=${encodeURIComponent(filter).replaceAll('%20', '+')}`;
}

/** Filters each of which finds `person(key)` alone. */
export const filtersFor = (key: string): string[] => [
  `userName eq "${key}@example.com"`,
  `externalId eq "ext-${key}"`,
  `emails[type eq "work"].value eq "${key}@mail.example.com"`,
  `${uniflow}:cardNumber eq "00${key}"`,
  `displayName eq "Person ${key}"`,
];
