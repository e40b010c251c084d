/**
 * What the simulator sends, held against what Microsoft documents and what other services have recorded. Forms of older jobs,
 * which it does not send, are in cli/entra/validate/olderPatches.ts.
 */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseSchema } from '../../../cli/entra/mapping/schemaFile.ts';
import type { Directory } from '../../../cli/entra/source/entry.ts';
import { readAll } from '../../../cli/entra/wire/readAll.ts';
import { directoryOf, groupOf, personOf, testJob } from '../../support/entra/jobs.ts';
import { PlainScimServer } from '../../support/entra/plainScimServer.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflow = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const listWithout = 'excludedAttributes=members&filter=displayName+eq+';

let server: PlainScimServer;
beforeEach(async () => {
  server = await PlainScimServer.start({ hidden: [`${uniflow}:pin`] });
});
afterEach(() => server.close());

const manager = personOf('boss');
const ada = (more: object = {}) =>
  personOf('ada', {
    ...{
      givenName: 'Ada',
      surname: 'Lovelace',
      mailNickname: 'ada',
      mail: 'ada@mail.example',
      manager: 'boss',
    },
    ...{ department: 'Legal', city: 'London', telephoneNumber: '+44 555' },
    ...{ extensionAttribute1: '00123', extensionAttribute2: '0042' },
    ...more,
  });
const team = (members: readonly string[], more: object = {}) => groupOf('team', members, more);

/** The days of one person and a group: both new, both changed, disabled, back again, and gone. */
const days: readonly Directory[] = [
  directoryOf(manager, ada(), team(['ada', 'boss'])),
  directoryOf(
    manager,
    ada({
      ...{ jobTitle: 'Counsel', employeeId: '0815', streetAddress: '1 Main St', surname: 'King' },
      ...{ mail: 'king@mail.example', extensionAttribute1: '00124' },
    }),
    team(['boss'], { displayName: 'Law' }),
  ),
  directoryOf(
    manager,
    ada({ accountEnabled: false, extensionAttribute2: undefined, department: undefined }),
    team(['boss', 'ada'], { displayName: 'Law' }),
  ),
  directoryOf(
    manager,
    ada({ extensionAttribute2: undefined }),
    team(['boss', 'ada'], { displayName: 'Law' }),
  ),
  directoryOf(manager),
];

/** What is sent about a person in those days, without what is sent about the manager and the probes for nobody. */
async function life(flag: string) {
  const job = testJob({ tenantUrl: server.tenantUrl + flag, token: server.token });
  const recorded = [];
  for (const day of days) {
    const from = server.seen.length;
    await job.cycle(day, { parallel: 1 });
    const [, , ...sent] = server.seen.slice(from);
    recorded.push(sent.filter(({ path, body }) => !path.includes('boss') && body?.externalId !== 'boss'));
  }
  const ids = Object.fromEntries(
    job.log.flatMap(({ action, source, target }) => (action === 'create' ? [[source.id, target.id]] : [])),
  ) as Readonly<Record<string, string>>;
  const named = JSON.stringify(
    recorded.map((sent) => sent.map(({ method, path, body }) => [method, path, ...(body ? [body] : [])])),
  );
  return {
    headers: recorded.flat().map(({ headers }) => headers),
    days: JSON.parse(
      Object.entries(ids).reduce((text, [name, id]) => text.replaceAll(id, `<${name}>`), named),
    ) as readonly unknown[],
  };
}

/** Create (shape): the custom extension is in the body and not in `schemas`; the manager comes later. */
const created = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  externalId: 'ada',
  userName: 'ada@contoso.example',
  active: true,
  displayName: 'Person ada',
  emails: [{ primary: true, type: 'work', value: 'ada@mail.example' }],
  addresses: [{ type: 'work', locality: 'London' }],
  phoneNumbers: [{ type: 'work', value: '+44 555' }],
  meta: { resourceType: 'User' },
  name: { formatted: 'Ada Lovelace', familyName: 'Lovelace', givenName: 'Ada' },
  roles: [],
  [enterprise]: { department: 'Legal' },
  [uniflow]: { cardNumber: '00123', pin: '0042', localUsername: 'ada' },
};
const createdGroup = {
  schemas: [
    'urn:ietf:params:scim:schemas:core:2.0:Group',
    'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
  ],
  displayName: 'Group team',
  externalId: 'team',
  meta: { resourceType: 'Group' },
};
const reference = (value: string) => ({ $ref: null, value });
const patch = (...Operations: readonly object[]) => ({ schemas: [patchOp], Operations });

const street = 'addresses[type eq "work"].streetAddress';
const email = 'emails[type eq "work"].value';

test('the default dialect: an operation for each attribute, capitalised, booleans as text, the manager a bare string', async () => {
  const { days: recorded, headers } = await life('');
  expect(recorded).toEqual([
    [
      // Match: by each matching attribute, spaces as +, quotes as %22.
      ['GET', '/Users?filter=externalId+eq+%22ada%22'],
      ['GET', '/Users?filter=userName+eq+%22ada%40contoso.example%22'],
      ['POST', '/Users', created],
      ['GET', `/Groups?${listWithout}%22Group+team%22`],
      ['POST', '/Groups', createdGroup],
      // References follow: the manager as a bare string, members as a list with $ref.
      ['PATCH', '/Users/<ada>', patch({ op: 'Add', path: `${enterprise}:manager`, value: '<boss>' })],
      [
        'PATCH',
        '/Groups/<team>',
        patch({ op: 'Add', path: 'members', value: [reference('<ada>'), reference('<boss>')] }),
      ],
    ],
    [
      ['GET', '/Users/<ada>'],
      [
        'PATCH',
        '/Users/<ada>',
        // Add if the answer had no value, Replace if it had another one. A PIN never comes back, so it is sent each time.
        patch(
          { op: 'Add', path: 'title', value: 'Counsel' },
          { op: 'Replace', path: email, value: 'king@mail.example' },
          { op: 'Replace', path: 'name.familyName', value: 'King' },
          { op: 'Replace', path: 'name.formatted', value: 'Ada King' },
          { op: 'Add', path: street, value: '1 Main St' },
          { op: 'Add', path: `${enterprise}:employeeNumber`, value: '0815' },
          { op: 'Replace', path: `${uniflow}:cardNumber`, value: '00124' },
          { op: 'Add', path: `${uniflow}:pin`, value: '0042' },
        ),
      ],
      // Groups are read without their members.
      ['GET', '/Groups/<team>?excludedAttributes=members'],
      ['PATCH', '/Groups/<team>', patch({ op: 'Replace', path: 'displayName', value: 'Law' })],
      // Members that leave are named in value.
      ['PATCH', '/Groups/<team>', patch({ op: 'Remove', path: 'members', value: [reference('<ada>')] })],
    ],
    [
      ['GET', '/Users/<ada>'],
      [
        'PATCH',
        '/Users/<ada>',
        // Sign-in blocked: active is "False". Department, title and PIN were cleared, and are not sent.
        patch(
          { op: 'Replace', path: 'active', value: 'False' },
          { op: 'Replace', path: email, value: 'ada@mail.example' },
          { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
          { op: 'Replace', path: 'name.formatted', value: 'Ada Lovelace' },
          { op: 'Replace', path: `${uniflow}:cardNumber`, value: '00123' },
        ),
      ],
      ['PATCH', '/Groups/<team>', patch({ op: 'Add', path: 'members', value: [reference('<ada>')] })],
    ],
    [
      ['GET', '/Users/<ada>'],
      ['PATCH', '/Users/<ada>', patch({ op: 'Replace', path: 'active', value: 'True' })],
    ],
    [
      ['DELETE', '/Users/<ada>'],
      ['DELETE', '/Groups/<team>'],
    ],
  ]);
  expect(new Set(headers.map((one) => one.authorization))).toEqual(new Set([`Bearer ${server.token}`]));
  const types = headers.flatMap((one) => one['content-type'] ?? []);
  expect(new Set(types)).toEqual(new Set(['application/scim+json; charset=utf-8']));
});

test('the dialect of the flag: lower case, real booleans, plain attributes together under dotted and URN keys', async () => {
  // The tenant URL may have been typed with a slash at its end.
  const { days: recorded } = await life('/?aadOptscim062020');
  const flag = 'aadOptscim062020';
  expect(recorded).toEqual([
    [
      ['GET', `/Users?filter=externalId+eq+%22ada%22&${flag}`],
      ['GET', `/Users?filter=userName+eq+%22ada%40contoso.example%22&${flag}`],
      ['POST', `/Users?${flag}`, created],
      ['GET', `/Groups?${listWithout}%22Group+team%22&${flag}`],
      ['POST', `/Groups?${flag}`, createdGroup],
      ['PATCH', `/Users/<ada>?${flag}`, patch({ op: 'add', path: `${enterprise}:manager`, value: '<boss>' })],
      [
        'PATCH',
        `/Groups/<team>?${flag}`,
        patch({ op: 'add', path: 'members', value: [{ value: '<ada>' }, { value: '<boss>' }] }),
      ],
    ],
    [
      ['GET', `/Users/<ada>?${flag}`],
      [
        'PATCH',
        `/Users/<ada>?${flag}`,
        // Value paths one by one, plain attributes of the core and of extensions together.
        patch(
          { op: 'replace', path: email, value: 'king@mail.example' },
          { op: 'add', path: street, value: '1 Main St' },
          {
            op: 'add',
            value: { title: 'Counsel', [`${enterprise}:employeeNumber`]: '0815', [`${uniflow}:pin`]: '0042' },
          },
          {
            op: 'replace',
            value: {
              'name.familyName': 'King',
              'name.formatted': 'Ada King',
              [`${uniflow}:cardNumber`]: '00124',
            },
          },
        ),
      ],
      ['GET', `/Groups/<team>?excludedAttributes=members&${flag}`],
      ['PATCH', `/Groups/<team>?${flag}`, patch({ op: 'replace', path: 'displayName', value: 'Law' })],
      // Members that leave are named in the path.
      ['PATCH', `/Groups/<team>?${flag}`, patch({ op: 'remove', path: 'members[value eq "<ada>"]' })],
    ],
    [
      ['GET', `/Users/<ada>?${flag}`],
      [
        'PATCH',
        `/Users/<ada>?${flag}`,
        patch(
          { op: 'replace', path: 'active', value: false },
          { op: 'replace', path: email, value: 'ada@mail.example' },
          {
            op: 'replace',
            value: {
              'name.familyName': 'Lovelace',
              'name.formatted': 'Ada Lovelace',
              [`${uniflow}:cardNumber`]: '00123',
            },
          },
        ),
      ],
      ['PATCH', `/Groups/<team>?${flag}`, patch({ op: 'add', path: 'members', value: [{ value: '<ada>' }] })],
    ],
    [
      ['GET', `/Users/<ada>?${flag}`],
      ['PATCH', `/Users/<ada>?${flag}`, patch({ op: 'replace', path: 'active', value: true })],
    ],
    [
      ['DELETE', `/Users/<ada>?${flag}`],
      ['DELETE', `/Groups/<team>?${flag}`],
    ],
  ]);
});

test('the test of the connection asks for a person and a group whom nobody is', async () => {
  await testJob(server).cycle(directoryOf());
  expect(
    server.seen.map(({ method, path }) => `${method} ${path.replace(/%22[\w-]{36}%22/, '%22<guid>%22')}`),
  ).toEqual(['GET /Users?filter=externalId+eq+%22<guid>%22', `GET /Groups?${listWithout}%22<guid>%22`]);
});

test('account discovery pages through everybody by startIndex and count', async () => {
  const job = testJob(server);
  await job.cycle(directoryOf(...Array.from({ length: 101 }, (_, index) => personOf(`p${index}`))));
  const before = server.seen.length;
  await readAll(job.client, 'user', 100);
  expect(server.seen.slice(before).map(({ path }) => path)).toEqual([
    ...['/Users?startIndex=1&count=100', '/Users?startIndex=101&count=100'],
  ]);
});

test('targets of roles and with the URN of the core schema are sent as the mapping has them', async () => {
  const row = (targetAttributeName: string, name: string, matchingPriority = 0) => ({
    ...{ targetAttributeName, matchingPriority, flowType: 'Always' },
    source: { type: 'Attribute', expression: `[${name}]`, name },
  });
  const attributeMappings = [
    row('urn:ietf:params:scim:schemas:core:2.0:User:userName', 'userPrincipalName', 1),
    row('roles[primary eq "True"].value', 'jobTitle'),
  ];
  const objectMappings = [{ sourceObjectName: 'User', attributeMappings }];
  const mapping = parseSchema({ synchronizationRules: [{ objectMappings }] }, 'test');
  server.users.set('1', { id: '1', userName: 'ada@contoso.example' });
  server.distort = (reply, { path }) =>
    path.includes('filter=urn') && path.includes('ada')
      ? { status: 200, body: { totalResults: 1, Resources: [server.users.get('1')] } }
      : reply;
  await testJob(server, { mapping }).cycle(directoryOf(personOf('ada', { jobTitle: 'Admin' })));
  expect(server.seen.map(({ path }) => path)).toContain(
    '/Users?filter=urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Acore%3A2.0%3AUser%3AuserName+eq+%22ada%40contoso.example%22',
  );
  expect(server.writes.map(({ body }) => body)).toEqual([
    patch({ op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' }),
  ]);
});
