import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Directory } from '../../../cli/entra/source/entry.ts';
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
    ...{ givenName: 'Ada', surname: 'Lovelace', mail: 'ada@mail.example', manager: 'boss' },
    ...{
      streetAddress: '1 Main St',
      telephoneNumber: '+1 555',
      extensionAttribute1: '0042',
      extensionAttribute2: '0815',
    },
    ...more,
  });
const team = (...members: readonly string[]) => groupOf('team', members);

/** The days of one person: hired, moved and renamed, blocked, back again, and gone. */
const days: readonly Directory[] = [
  directoryOf(manager, ada(), team('ada', 'boss')),
  directoryOf(
    manager,
    ada({ jobTitle: 'Counsel', department: 'Legal', surname: 'King', mail: 'king@mail.example' }),
    team('boss'),
  ),
  directoryOf(manager, ada({ accountEnabled: false, extensionAttribute2: undefined }), team('boss')),
  directoryOf(manager, ada({ extensionAttribute2: undefined }), team('boss')),
  directoryOf(manager, team('boss')),
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
  const ids = {
    ada: job.log.find(({ source, action }) => source.id === 'ada' && action === 'create')?.target.id ?? '',
    boss: job.state.links.get('boss')?.targetId ?? '',
    team: job.state.links.get('team')?.targetId ?? '',
  };
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

/** A create: the custom extension is in the body and not in schemas, the manager comes later (entra.md, Create). */
const created = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
  externalId: 'ada',
  userName: 'ada@contoso.example',
  active: true,
  displayName: 'Person ada',
  emails: [{ primary: true, type: 'work', value: 'ada@mail.example' }],
  name: { givenName: 'Ada', familyName: 'Lovelace', formatted: 'Ada Lovelace' },
  addresses: [{ type: 'work', streetAddress: '1 Main St' }],
  phoneNumbers: [{ type: 'work', value: '+1 555' }],
  [uniflow]: { cardNumber: '0042', pin: '0815' },
  meta: { resourceType: 'User' },
  roles: [],
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
const patch = (...Operations: readonly object[]) => ({ schemas: [patchOp], Operations });

test('the default dialect: an operation for each attribute, capitalised, booleans as text, the manager a bare string', async () => {
  const { days: recorded, headers } = await life('');
  expect(recorded).toEqual([
    [
      ['GET', '/Users?filter=externalId+eq+%22ada%22'],
      ['GET', '/Users?filter=userName+eq+%22ada%40contoso.example%22'],
      ['POST', '/Users', created],
      ['GET', `/Groups?${listWithout}%22Group+team%22`],
      ['POST', '/Groups', createdGroup],
      ['PATCH', '/Users/<ada>', patch({ op: 'Add', path: `${enterprise}:manager`, value: '<boss>' })],
      [
        'PATCH',
        '/Groups/<team>',
        patch({
          op: 'Add',
          path: 'members',
          value: [
            { $ref: null, value: '<ada>' },
            { $ref: null, value: '<boss>' },
          ],
        }),
      ],
    ],
    [
      ['GET', '/Users/<ada>'],
      [
        'PATCH',
        '/Users/<ada>',
        patch(
          { op: 'Add', path: 'title', value: 'Counsel' },
          { op: 'Replace', path: 'emails[type eq "work"].value', value: 'king@mail.example' },
          { op: 'Replace', path: 'name.familyName', value: 'King' },
          { op: 'Replace', path: 'name.formatted', value: 'Ada King' },
          { op: 'Add', path: `${enterprise}:department`, value: 'Legal' },
          { op: 'Add', path: `${uniflow}:pin`, value: '0815' },
        ),
      ],
      [
        'PATCH',
        '/Groups/<team>',
        patch({ op: 'Remove', path: 'members', value: [{ $ref: null, value: '<ada>' }] }),
      ],
    ],
    [
      ['GET', '/Users/<ada>'],
      [
        'PATCH',
        '/Users/<ada>',
        patch(
          { op: 'Replace', path: 'active', value: 'False' },
          { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada@mail.example' },
          { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
          { op: 'Replace', path: 'name.formatted', value: 'Ada Lovelace' },
        ),
      ],
    ],
    [
      ['GET', '/Users/<ada>'],
      ['PATCH', '/Users/<ada>', patch({ op: 'Replace', path: 'active', value: 'True' })],
    ],
    [['DELETE', '/Users/<ada>']],
  ]);
  expect(new Set(headers.map((one) => one.authorization))).toEqual(new Set([`Bearer ${server.token}`]));
  const types = headers.flatMap((one) => one['content-type'] ?? []);
  expect(new Set(types)).toEqual(new Set(['application/scim+json; charset=utf-8']));
});

test('the dialect of the flag: lower case, real booleans, plain attributes together under dotted and URN keys', async () => {
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
        patch(
          { op: 'replace', path: 'emails[type eq "work"].value', value: 'king@mail.example' },
          {
            op: 'add',
            value: { title: 'Counsel', [`${enterprise}:department`]: 'Legal', [`${uniflow}:pin`]: '0815' },
          },
          { op: 'replace', value: { 'name.familyName': 'King', 'name.formatted': 'Ada King' } },
        ),
      ],
      ['PATCH', `/Groups/<team>?${flag}`, patch({ op: 'remove', path: 'members[value eq "<ada>"]' })],
    ],
    [
      ['GET', `/Users/<ada>?${flag}`],
      [
        'PATCH',
        `/Users/<ada>?${flag}`,
        patch(
          { op: 'replace', path: 'active', value: false },
          { op: 'replace', path: 'emails[type eq "work"].value', value: 'ada@mail.example' },
          { op: 'replace', value: { 'name.familyName': 'Lovelace', 'name.formatted': 'Ada Lovelace' } },
        ),
      ],
    ],
    [
      ['GET', `/Users/<ada>?${flag}`],
      ['PATCH', `/Users/<ada>?${flag}`, patch({ op: 'replace', path: 'active', value: true })],
    ],
    [['DELETE', `/Users/<ada>?${flag}`]],
  ]);
});

test('the test of the connection asks for a person and a group whom nobody is', async () => {
  await testJob(server).cycle(directoryOf());
  expect(
    server.seen.map(({ method, path }) => `${method} ${path.replace(/%22[\w-]{36}%22/, '%22<guid>%22')}`),
  ).toEqual(['GET /Users?filter=externalId+eq+%22<guid>%22', `GET /Groups?${listWithout}%22<guid>%22`]);
});
