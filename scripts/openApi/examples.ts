/** Examples of requests: of the shapes that Entra sends. None holds a secret. */
import type { Json } from './json.ts';
import { messages } from './messageSchemas.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

const user = {
  schemas: [core, enterprise],
  externalId: '00aa00aa-0000-0000-0000-000000000001',
  userName: 'jane@example.com',
  active: true,
  displayName: 'Jane Doe',
  name: { givenName: 'Jane', familyName: 'Doe' },
  emails: [{ type: 'work', value: 'jane@example.com', primary: true }],
  [enterprise]: { department: 'Finance' },
  [uniflow]: { cardNumber: '00123', localUsername: 'jane' },
};

function example(summary: string, value: Json): Json {
  return { summary, value };
}

function patch(...Operations: readonly Json[]): Json {
  return { schemas: [`${messages}PatchOp`], Operations };
}

export const examples: Readonly<Record<string, Json>> = {
  User: example("As Entra creates a user: the extension's URN is not listed", user),
  DefaultDialect: example(
    "Entra's default dialect: an operation for each attribute, booleans as strings",
    patch(
      { op: 'Replace', path: 'active', value: 'False' },
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'jane.doe@example.com' },
      { op: 'Add', path: `${enterprise}:manager`, value: '00aa00aa-0000-0000-0000-000000000002' },
      { op: 'Add', path: `${uniflow}:cardNumber`, value: '00124' },
    ),
  ),
  FlagDialect: example(
    'With ?aadOptscim062020 on the tenant URL: several attributes in one operation without path',
    patch(
      { op: 'replace', path: 'active', value: false },
      {
        op: 'replace',
        value: { displayName: 'Jane Roe', 'name.givenName': 'Jane', [`${enterprise}:employeeNumber`]: '7' },
      },
    ),
  ),
  Search: example('The same as GET /Users?filter=…', {
    schemas: [`${messages}SearchRequest`],
    filter: 'userName eq "jane@example.com"',
    attributes: ['displayName', 'emails'],
    count: 10,
  }),
  Bulk: example('A user, and another whose manager it is', {
    schemas: [`${messages}BulkRequest`],
    failOnErrors: 1,
    Operations: [
      { method: 'POST', path: '/Users', bulkId: 'boss', data: { externalId: '1', userName: 'boss' } },
      {
        method: 'POST',
        path: '/Users',
        bulkId: 'jane',
        data: { externalId: '2', userName: 'jane', [enterprise]: { manager: { value: 'bulkId:boss' } } },
      },
    ],
  }),
  TokenRequest: example('With the client secret in the body', {
    grant_type: 'client_credentials',
    client_id: '<client id>',
    client_secret: '<client secret>',
  }),
};
