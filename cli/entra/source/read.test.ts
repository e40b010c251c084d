import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textIn, valuesIn } from './entry.ts';
import { readSource } from './read.ts';
import { sampleDirectory } from './sample/sample.ts';
import { writeSource } from './write.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-'));
});
afterEach(() => rm(folder, { recursive: true }));

const put = (name: string, text: string) => writeFile(join(folder, name), text);

describe('a source directory', () => {
  test('of CSV files keeps leading zeros, quotes and line breaks, and has no empty values', async () => {
    await put(
      'users.csv',
      '\uFEFFobjectId,userPrincipalName,displayName,extensionAttribute1,manager,jobTitle\r\n' +
        '1,a@x.example,"Ann ""A"", of\nLegal",0042,b@x.example,\r\n2,b@x.example,Bo,,,\r\n',
    );
    await put('groups.csv', 'objectId,displayName\ng,All\n');
    await put('members.csv', 'groupId,memberId\ng,1\ng,B@X.example\n');
    await put('assignments.csv', 'principalId\na@x.example\n');
    const { users, groups, assignments } = await readSource(folder);
    const [ann] = users;
    expect(ann && [...ann.attributes]).toEqual([
      ['objectId', '1'],
      ['userPrincipalName', 'a@x.example'],
      ['displayName', 'Ann "A", of\nLegal'],
      ['extensionAttribute1', '0042'],
      ['manager', ['2']],
    ]);
    expect(groups[0] && valuesIn(groups[0], 'members')).toEqual(['1', '2']);
    expect([...(assignments ?? [])]).toEqual(['1']);
  });

  test('may have semicolons, as Excel writes them in many countries', async () => {
    await put('users.csv', 'objectId;displayName\n1;"a;b"\n');
    const { users, assignments } = await readSource(folder);
    expect(users[0] && textIn(users[0], 'displayName')).toBe('a;b');
    expect(assignments).toBeUndefined();
  });

  test('of JSON takes the names of Microsoft Graph', async () => {
    const user = {
      id: '1',
      userPrincipalName: 'a@x.example',
      accountEnabled: false,
      officeLocation: '7F',
      businessPhones: ['+1', '+2'],
      onPremisesExtensionAttributes: { extensionAttribute1: '0042', extensionAttribute2: null },
      manager: { id: '2' },
    };
    await put('directory.json', JSON.stringify({ users: [user], groups: [], assignments: ['1'] }));
    const { users, assignments } = await readSource(join(folder, 'directory.json'));
    const [one] = users;
    expect(
      one &&
        ['objectId', 'accountEnabled', 'telephoneNumber', 'extensionAttribute1', 'manager'].map((name) =>
          textIn(one, name),
        ),
    ).toEqual(['1', 'False', '+1', '0042', '2']);
    expect([...(assignments ?? [])]).toEqual(['1']);
  });

  test.each([
    ['users.csv', 'objectId,displayName\n1,a\n,b\n', 'line 3: there is no objectId'],
    ['users.csv', 'objectId\n1\n1\n', 'line 3: the objectId 1 is that of'],
    ['users.csv', 'objectId,displayName\n1,a,b\n', 'on line 2'],
    ['users.csv', 'objectId\n"1\n', 'is not a CSV file that can be read'],
    ['users.json', '[{"id":"1"},{}]', 'item 2: there is no objectId'],
    ['users.json', '{', 'is not JSON'],
    ['other.csv', '', 'has neither users.csv nor users.json'],
  ])('%s with %j is refused: %s', async (name, text, sentence) => {
    await put(name, text);
    await expect(readSource(folder)).rejects.toThrow(sentence);
  });

  test('that is not there is refused', async () => {
    await expect(readSource(join(folder, 'nowhere'))).rejects.toThrow('is not there');
  });
});

describe('a sample', () => {
  const size = { users: 500, groups: 20, seed: 'one' };

  test('is the same for the same seed, and another for another', () => {
    expect(sampleDirectory(size)).toEqual(sampleDirectory(size));
    expect(sampleDirectory({ ...size, seed: 'two' })).not.toEqual(sampleDirectory(size));
  });

  test('has unique names and cards, many languages, and managers and members that exist', () => {
    const { users, groups } = sampleDirectory(size);
    const all = (name: string) => users.flatMap((user) => textIn(user, name) ?? []);
    for (const name of ['userPrincipalName', 'extensionAttribute1', 'employeeId', 'objectId'])
      expect(new Set(all(name)).size).toBe(all(name).length);
    expect(new Set(all('preferredLanguage')).size).toBeGreaterThanOrEqual(10);
    const ids = new Set(all('objectId'));
    expect(all('manager').length).toBe(499);
    const members = groups.flatMap((group) => valuesIn(group, 'members'));
    for (const id of [...all('manager'), ...members]) expect(ids.has(id)).toBe(true);
    for (const name of all('userPrincipalName')) expect(name).toMatch(/^[a-z0-9.-]+@contoso\.example$/);
  });

  test('reads back as it was written', async () => {
    const sample = sampleDirectory(size);
    await writeSource(join(folder, 'sample'), sample);
    const read = await readSource(join(folder, 'sample'));
    const plain = ({ users, groups, assignments }: typeof read) => ({
      users: users.map(({ attributes }) =>
        Object.fromEntries([...attributes].map(([name, value]) => [name, [value].flat().map(String)])),
      ),
      groups: groups.map((group) => [textIn(group, 'displayName'), valuesIn(group, 'members')]),
      assignments: [...(assignments ?? [])],
    });
    const [written, found] = [plain(sample), plain(read)];
    // A CSV file has a boolean as text.
    const asText = (user: Readonly<Record<string, readonly string[]>>) => ({
      ...user,
      accountEnabled: [String(user.accountEnabled?.[0]).toLowerCase()],
    });
    expect({ ...found, users: found.users.map(asText) }).toEqual({
      ...written,
      users: written.users.map(asText),
    });
  });
});
