import { beforeAll, expect, test } from 'vitest';
import { countKey, idKey, userNameKey } from '../../shared/store/keys.ts';
import { prepareChange } from '../../shared/store/groups/prepareChange.ts';
import { readCandidate } from '../../shared/store/groups/member.ts';
import {
  departedKey,
  groupHeadKey,
  groupKey,
  groupNameKey,
  groupTailKey,
  intendedKey,
  memberKey,
  membershipKey,
} from '../../shared/store/groups/keys.ts';
import { readRow, type Partition } from '../../shared/store/partition.ts';
import { submit, type Row, type RowChange } from '../../shared/store/writeRows.ts';
import type { Problem } from '../../shared/store/fsck/finding.ts';
import { expectClean, findingsOf, problemsOf } from '../support/fsck.ts';
import { patch, person } from '../support/people.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { allRows, operationId } from '../support/store.ts';
import { useTenant, type OwnTenant } from '../support/useTenant.ts';

/** Each kind of damage, made in real rows: it is found, repaired and gone. What can't be repaired is said, and stays. */
const tenant = await useTenant();

/** Two users in a group, one in none, and a group that holds the other. */
interface World extends Pick<OwnTenant, 'partition'> {
  readonly ada: string;
  readonly ben: string;
  readonly cleo: string;
  readonly team: string;
  readonly company: string;
}

async function makeWorld(): Promise<World & OwnTenant> {
  const own = await tenant.another();
  const made = async (path: string, body: object) => (await own.client.send('POST', path, body)).body.id;
  const [ada, ben, cleo] = [
    await made('/Users', person('ada')),
    await made('/Users', person('ben')),
    await made('/Users', person('cleo')),
  ];
  const membersOf = (...ids: string[]) => ({ members: ids.map((value) => ({ value })) });
  const team = await made('/Groups', { displayName: 'Team', externalId: 'team-1', ...membersOf(ada, ben) });
  const company = await made('/Groups', { displayName: 'Company', ...membersOf(team, ada) });
  return { ...own, ada, ben, cleo, team, company };
}

/** The rows of a world that requests have made: each kind of damage has a copy of its own. */
let made: World;
let rows: readonly RowChange[];
beforeAll(async () => {
  made = await makeWorld();
  const entries = [...(await allRows(made.partition))];
  rows = entries.map(([rowKey, row]) => ({ kind: 'create', rowKey, row: row as Row }));
});

async function copiedWorld(): Promise<World> {
  const partition = { ...made.partition, tenant: `t${operationId()}` };
  await submit(partition, rows);
  return { ...made, partition };
}

const drop = (rowKey: string): RowChange => ({ kind: 'delete', rowKey });
const put = (rowKey: string, row: Row): RowChange => ({ kind: 'upsert', rowKey, row });
const set = (rowKey: string, row: Row): RowChange => ({ kind: 'merge', rowKey, row, etag: '*' });

/** A row as it can be written under another key. */
async function contentOf(partition: Partition, rowKey: string): Promise<Row> {
  const { rowKey: key, etag, ...properties } = (await readRow(partition, rowKey)) ?? { rowKey, etag: '' };
  const plain = Object.entries(properties).filter(
    ([name, value]) => !/odata|Key|Timestamp|created|lastModified/.test(name) && value !== undefined,
  );
  return Object.fromEntries(plain) as Row;
}

type Kind = Problem['kind'];

interface Damage {
  readonly name: string;
  readonly damage: (world: World) => readonly RowChange[] | Promise<readonly RowChange[]>;
  readonly found: readonly Kind[];
  /** Whether something stays. */
  readonly stays?: true;
}

const damages: readonly Damage[] = [
  {
    name: 'a copy of a user is gone',
    damage: () => [drop(userNameKey('ada@example.com'))],
    found: ['copyMissing'],
  },
  {
    name: 'a copy of a user holds something else',
    damage: () => [set('u:ext-ada', { document0: '{}' })],
    found: ['copyDiffers'],
  },
  {
    name: 'a copy is left of an address that a user no longer has',
    damage: async ({ partition, ada }) => [
      put(`e:old@example.com:${ada}`, await contentOf(partition, userNameKey('ada@example.com'))),
    ],
    found: ['copyLeftOver'],
  },
  {
    name: 'a card points to nobody',
    damage: () => [put('c:77', { format: 1, id: 'nobody' })],
    found: ['copyLeftOver'],
  },
  {
    name: 'the row by id and another one are gone, so that the others may be all that is left of a user',
    damage: ({ cleo }) => [
      drop(idKey(cleo)),
      drop(userNameKey('cleo@example.com')),
      put('k:f00', { delta: -1 }),
    ],
    found: ['primaryMissing'],
    stays: true,
  },
  {
    name: 'the row by id is gone, and all others are there',
    damage: ({ cleo }) => [drop(idKey(cleo))],
    found: ['primaryMissing', 'countWrong'],
  },
  {
    name: 'the row by id of a member is gone, and all others are there',
    damage: ({ ada }) => [drop(idKey(ada))],
    found: ['primaryMissing', 'countWrong'],
  },
  {
    name: "the row by id can't be read",
    damage: ({ ada }) => [set(idKey(ada), { document0: '{"id":' })],
    found: ['primaryDamaged'],
  },
  {
    name: "the row by id can't be read, and another one is gone",
    damage: ({ cleo }) => [set(idKey(cleo), { document0: '{"id":' }), drop('u:ext-cleo')],
    found: ['primaryDamaged'],
    stays: true,
  },
  {
    name: 'the row by id says that somebody is not active who is',
    damage: ({ ada }) => [set(idKey(ada), { active: false })],
    found: ['primaryUntrue'],
  },
  {
    name: 'two users have one userName',
    damage: async ({ partition, ben }) => {
      const { document0 } = await contentOf(partition, idKey(ben));
      const document = String(document0).replace('ben@example.com', 'ada@example.com');
      return [idKey(ben), 'u:ext-ben', `e:ben@mail.example.com:${ben}`].map((key) =>
        set(key, { document0: document }),
      );
    },
    found: ['copyTaken', 'copyLeftOver'],
    stays: true,
  },
  {
    name: "a user's row is held by somebody who has no such userName",
    damage: async ({ partition, ben }) => [
      put(userNameKey('ada@example.com'), await contentOf(partition, idKey(ben))),
    ],
    found: ['copyDiffers', 'copyLeftOver'],
  },
  { name: 'a group has no row by name', damage: () => [drop(groupNameKey('Team'))], found: ['copyMissing'] },
  {
    name: 'a group has no row before its members',
    damage: ({ team }) => [drop(groupHeadKey(team))],
    found: ['copyMissing'],
  },
  {
    name: 'a row by name is left of a group that is gone',
    damage: () => [put(groupNameKey('Gone'), { format: 1, id: 'gone', document0: '{}', size: 0 })],
    found: ['copyLeftOver'],
  },
  {
    name: 'a membership has no row of its member',
    damage: ({ team, ben }) => [drop(membershipKey(ben, team))],
    found: ['memberSideMissing'],
  },
  {
    name: 'a membership has no row of its group, and the group counts it',
    damage: ({ team, ben }) => [drop(memberKey(team, ben))],
    found: ['groupSideMissing'],
  },
  {
    name: 'only a row of a member says that it is in a group',
    damage: ({ team, cleo }) => [put(membershipKey(cleo, team), { member: cleo, group: team })],
    found: ['memberSideLeftOver'],
  },
  {
    name: 'a membership says another one than its key',
    damage: ({ team, ben, ada }) => [set(membershipKey(ben, team), { member: ada })],
    found: ['membershipUntrue'],
  },
  {
    name: 'a group has a member who does not exist',
    damage: ({ team }) => [
      put(memberKey(team, 'nobody'), { id: 'nobody', type: 'User' }),
      put(membershipKey('nobody', team), { member: 'nobody', group: team }),
    ],
    found: ['memberGone', 'sizeWrong'],
  },
  {
    name: 'a member does not say that it is in groups',
    damage: async ({ partition, ben }) => {
      const { grouped, ...row } = await contentOf(partition, 'u:ext-ben');
      const keys = ['u:ext-ben', userNameKey('ben@example.com'), `e:ben@mail.example.com:${ben}`];
      return [set(idKey(ben), { grouped: false }), ...keys.map((key) => put(key, row))];
    },
    found: ['markMissing'],
  },
  {
    name: 'one row of a member does not say that it is in groups',
    damage: () => [set('u:ext-ben', { grouped: false })],
    found: ['copyDiffers'],
  },
  {
    name: 'a group that is a member does not say so',
    damage: ({ team }) => [set(groupKey(team), { grouped: false })],
    found: ['markMissing'],
  },
  {
    name: 'memberships are left of a group that does not exist',
    damage: ({ ada }) => [
      put(memberKey('gone', ada), { id: ada, type: 'User' }),
      put(membershipKey(ada, 'gone'), { member: ada, group: 'gone' }),
    ],
    found: ['groupGone'],
  },
  {
    name: 'a group counts another number of members',
    damage: ({ team }) =>
      [groupKey(team), groupHeadKey(team), groupNameKey('Team'), 'gx:team-1'].map((key) =>
        set(key, { size: 7 }),
      ),
    found: ['sizeWrong'],
  },
  { name: 'the count of users is wrong', damage: () => [put(countKey, { count: 5 })], found: ['countWrong'] },
  {
    name: 'the count of groups is wrong',
    damage: () => [put('kg:f00', { delta: -1 })],
    found: ['countWrong'],
  },
  {
    name: 'a large change of a group is not carried out',
    damage: ({ team }) =>
      [groupKey(team), groupHeadKey(team), groupNameKey('Team'), 'gx:team-1'].map((key) =>
        set(key, { pending: 'f00' }),
      ),
    found: ['changeUnfinished'],
  },
  {
    name: 'a large change was prepared and never made',
    damage: async ({ partition, team, cleo }) => {
      const candidate = await readCandidate(partition, cleo);
      const added = candidate === undefined ? [] : [candidate];
      await prepareChange(partition, team, operationId(), { added, removed: [] });
      return [];
    },
    found: ['changeUnmade'],
  },
  {
    name: 'a row of a member is left of a large change',
    damage: ({ team, ben }) => [
      put(intendedKey(ben, team, 'f00'), { member: ben, group: team, operation: 'f00', joins: false }),
    ],
    found: ['intentionLeft'],
  },
  {
    name: 'memberships of a deleted user are not taken away',
    damage: ({ ben, partition }) => departure(partition, ben),
    found: ['departureUnfinished'],
  },
  {
    name: 'a row says that a user is deleted who is there',
    damage: ({ ben }) => [
      put(departedKey(ben), { id: ben, type: 'User', operation: 'f00', at: new Date(0) }),
    ],
    found: ['departureUntrue'],
  },
  {
    name: 'a row is none that this release knows',
    damage: () => [put('zz:1', {})],
    found: ['rowUnknown'],
    stays: true,
  },
];

/** What a deletion leaves that ends before the memberships are taken away. */
function departure(_: Partition, ben: string): readonly RowChange[] {
  return [
    ...[
      idKey(ben),
      'u:ext-ben',
      userNameKey('ben@example.com'),
      `e:ben@mail.example.com:${ben}`,
      'c:00ben',
    ].map(drop),
    put('k:f00', { delta: -1 }),
    put(departedKey(ben), { id: ben, type: 'User', operation: 'f00', at: new Date(0) }),
  ];
}

test('finds nothing where nothing is damaged', async () => {
  await expectClean((await copiedWorld()).partition);
});

test.each(damages)('$name', async ({ damage, found, stays }) => {
  const world = await copiedWorld();
  const { partition } = world;
  const changes = await damage(world);
  if (changes.length > 0) await submit(partition, changes);
  const problems = await problemsOf(partition);
  expect(problems.map(({ kind }) => kind)).toEqual(found);
  expect(await problemsOf(partition), 'looking changes nothing').toEqual(problems);
  const repaired = await findingsOf(partition, { repair: true });
  const left = repaired.filter(({ isRepaired }) => !isRepaired);
  if (stays === true) expect(left.length).toBeGreaterThan(0);
  else {
    expect(left).toEqual([]);
    await expectClean(partition);
  }
});

test('finds nothing of what requests do meanwhile', async () => {
  const { partition, client, team, ben } = await makeWorld();
  let isOver = false;
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let round = 0; !isOver; round += 1) {
      const key = `w${writer}-${round}`;
      const { body: made } = await client.send('POST', '/Users', person(key));
      const path = `/Groups/${team}?excludedAttributes=members`;
      const members = [{ value: made.id }, { value: ben }];
      await client.send('PATCH', path, patch({ op: 'add', path: 'members', value: members }));
      const title = { op: 'replace', path: 'userName', value: `${key}-moved@example.com` };
      await client.send('PATCH', `/Users/${made.id}`, patch(title));
      const group = { displayName: key, members };
      const { body: other } = await client.send('POST', '/Groups', group);
      if (round % 2 === 0) await client.send('DELETE', `/Users/${made.id}`);
      if (round % 3 === 0) await client.send('DELETE', `/Groups/${other.id}`);
    }
  });
  try {
    for (let round = 0; round < 12; round += 1)
      expect(await problemsOf(partition, { unfinishedAfterMs: 3_600_000, repair: round % 2 === 1 })).toEqual(
        [],
      );
  } finally {
    isOver = true;
    await Promise.all(writers);
  }
  await expectClean(partition);
});

test('a group whose members take more than one page has a copy behind them, too', async () => {
  const { partition, client } = await tenant.another();
  const users = Array.from({ length: 1_001 }, (_, n) => ({ ...numbered(n), grouped: true }));
  await loadUsers(partition, users);
  const ids = users.map(({ id }) => id);
  const members = ids.map((value) => ({ value }));
  const { body } = await client.send('POST', '/Groups?excludedAttributes=members', {
    displayName: 'All',
    members,
  });
  await expectClean(partition);
  await submit(partition, [drop(groupTailKey(body.id)), drop(membershipKey(ids[7] ?? '', body.id))]);
  const problems = await problemsOf(partition, { repair: true });
  expect(problems.map(({ kind }) => kind)).toEqual(['copyMissing', 'memberSideMissing']);
  await expectClean(partition);
});
