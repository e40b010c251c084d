import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { tenantContext } from '../../cli/tenantContext.ts';
import { userContext } from '../../shared/users/context.ts';
import { createUser } from '../../shared/users/changeUser.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { readTenant, writeTenant } from '../../shared/tenants/tenantStore.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { loadUsers, numbered } from '../support/load.ts';
import { core, enterprise, uniflow } from '../support/people.ts';
import { allRows, audit } from '../support/store.ts';
import { tenantOf } from '../support/tenants.ts';

let cli: Commands;

beforeAll(async () => {
  cli = await startCommands();
  await cli.tenant('acme', '--external-id', 'optional');
});
afterAll(() => cli.stop());

const pin = '90817263';
const code = 'registration-code-of-somebody';

/** Creates a user as Entra would, and gives its id. */
async function create(body: JsonObject, tenant = 'acme'): Promise<string> {
  const operator = await tenantContext(cli.settings, tenant);
  const context = await userContext(operator, { attributes: undefined, excludedAttributes: undefined });
  const id = randomUUID();
  await createUser(context, { ...body, schemas: [core, enterprise, uniflow] }, id);
  return id;
}

function partition(tenant = 'acme'): Partition {
  return { table: cli.users, tenant, signal: new AbortController().signal };
}

/** The rows of the provisioning log about a user, without its creation. */
async function logOf(id: string) {
  return [...(await allRows(partition())).values()].filter(
    ({ userId, action }) => userId === id && action !== 'create',
  );
}

describe('user show', () => {
  let id: string;

  beforeAll(async () => {
    id = await create({
      externalId: 'ext-ada',
      userName: 'ada@example.com',
      displayName: 'Ada Lovelace',
      active: false,
      name: { givenName: 'Ada' },
      emails: [
        { value: 'ada@mail.example.com', type: 'work', primary: true },
        { value: 'ada@home.example.com' },
      ],
      addresses: [{ type: 'work', streetAddress: '1 Main Street', locality: 'London' }],
      [enterprise]: { department: 'Print', manager: { value: '26118915' } },
      [uniflow]: { cardNumber: '0042', pin },
    });
  });

  test.each(['ada@example.com', 'ADA@EXAMPLE.COM', 'ext-ada', 'id'])('finds a user by %s', async (named) => {
    const found = await cli.json('user', 'show', 'acme', named === 'id' ? id : named);
    expect(found).toMatchObject({
      schemas: [core, enterprise, uniflow],
      id,
      userName: 'ada@example.com',
      active: false,
      meta: { location: `https://scim.example/scim/acme/Users/${id}` },
      [uniflow]: { cardNumber: '0042' },
    });
    expect(found[uniflow]).not.toHaveProperty('pin');
  });

  test('shows it to people in groups, and of secrets only that they are there', async () => {
    const text = await cli.text('user', 'show', 'acme', 'ext-ada');
    expect(text.split('\n').filter((line) => /^\S/.test(line))).toEqual([
      'User "Ada Lovelace"',
      'EnterpriseUser',
      'uniFLOW Online User',
      'Recorded',
    ]);
    expect(text).toMatch(/name\.givenName +Ada\n/);
    expect(text).toMatch(/active +false\n/);
    expect(text).toMatch(/emails +ada@mail\.example\.com \(work, primary\); ada@home\.example\.com\n/);
    expect(text).toMatch(/addresses +1 Main Street, London \(work\)\n/);
    expect(text).toMatch(/manager\.value +26118915\n/);
    expect(text).toMatch(/cardNumber +0042\n/);
    expect(text).toMatch(/pin +stored, sealed\n/);
    expect(text).not.toMatch(/cardRegistrationCode|eyJ/);
  });

  test('of a user that has nothing but a PIN says that too', async () => {
    await create({ userName: 'only-pin', [uniflow]: { pin } });
    const text = await cli.text('user', 'show', 'acme', 'only-pin');
    expect(text).toContain('User "only-pin"');
    expect(text).toMatch(/uniFLOW Online User\n\n {2}pin +stored, sealed\n/);
  });

  test('does not guess who is meant, but an id is an id', async () => {
    const one = await create({ userName: '1001', externalId: 'a' });
    const two = await create({ userName: 'two', externalId: '1001' });
    await create({ userName: one, externalId: two });
    const refusal = await cli.refusal('user', 'show', 'acme', '1001');
    expect(refusal).toContain('"1001" names several users');
    expect(refusal).toContain(`${one} or ${two}`);
    expect(await cli.json('user', 'show', 'acme', one)).toMatchObject({ id: one });
  });

  test('lets nobody draw on the terminal', async () => {
    const evil = 'Eve\u001b[2J\u009b\r\n\u202eeve';
    await create({ userName: 'eve', displayName: evil });
    const shown = [
      await cli.text('user', 'show', 'acme', 'eve'),
      await cli.text('user', 'list', 'acme', '--filter', 'userName eq "eve"'),
    ];
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    for (const text of shown) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(shown[1]).toContain('Eve\ufffd[2J\ufffd\ufffd\ufffd\ufffdeve');
    expect(await cli.json('user', 'show', 'acme', 'eve')).toMatchObject({ displayName: evil });
  });

  test.each([
    [['show', 'nobody', 'x'], 'There is no tenant "nobody".'],
    [['show', 'acme', 'x'], 'The tenant "acme" has no user with the id, userName or externalId "x".'],
    [['delete', 'acme', 'x', '--yes'], 'has no user with the id'],
    [['secret', 'acme', 'x', '--reason', 'Test'], 'has no user with the id'],
    [['secret', 'acme', 'x', '--reason', ' '], 'A reason has 1 to 200 printable characters'],
    [['list', 'acme', '--filter', 'userName eq'], 'The filter is wrong at position'],
    [['list', 'acme', '--count', '0'], 'a whole number from 1'],
  ])('%j is refused in a sentence', async (words, says) => {
    expect(await cli.refusal('user', ...words)).toContain(says);
  });

  test('asks for the sealing keys, and refuses a tenant that is being removed', async () => {
    const { code, stderr } = await cli.runWith({ SCIM_SEALING_KEYS: '' }, 'user', 'list', 'acme');
    expect([code, stderr]).toEqual([2, expect.stringContaining('SCIM_SEALING_KEYS')]);
    const leaving = { ...tenantOf('leaving'), removing: '2026-01-01T00:00:00.000Z' };
    await writeTenant(cli.tenants, leaving, undefined, new AbortController().signal);
    expect(await cli.refusal('user', 'list', 'leaving')).toContain('is being removed');
  });
});

describe('user list', () => {
  beforeAll(async () => {
    await cli.tenant('many');
    await loadUsers(
      partition('many'),
      Array.from({ length: 1_005 }, (_, n) =>
        numbered(n, { active: n % 2 === 0, displayName: `Person ${n}` }),
      ),
      'byId',
    );
  });

  const list = async (...words: string[]) => {
    const { stdout } = await cli.run('user', 'list', 'many', ...words, '--json');
    return JSON.parse(stdout) as Record<string, unknown>[];
  };

  test('shows the first hundred, and says that there are more', async () => {
    const text = await cli.text('user', 'list', 'many');
    const [, heading, , header, first = '', second = ''] = text.split('\n');
    expect(heading).toBe('Users of "many"');
    expect(header).toMatch(/^ {2}ID +EXTERNAL ID +USER NAME +DISPLAY NAME +ACTIVE$/);
    expect(first).toMatch(/^ {2}00000000-0000-4000-8000-0{12} +e0{12} +u0{12}@example\.com +Person 0 +yes$/);
    expect(second).toMatch(/Person 1 +no$/);
    expect(text).toContain('These are the first 100. There are more: --count <number> shows them.');
    expect(await list()).toHaveLength(100);
    const one = await cli.text('user', 'list', 'many', '--count', '1');
    expect(one).toContain('This is the first one. There are more: --count <number> shows them.');
  });

  test('goes on from page to page up to the number that is asked for', async () => {
    const ids = (users: Record<string, unknown>[]) => users.map(({ id }) => id);
    const all = await list('--count', '5000');
    expect(new Set(ids(all)).size).toBe(1_005);
    expect(ids(await list('--count', '1003'))).toEqual(ids(all).slice(0, 1_003));
    expect(await cli.text('user', 'list', 'many', '--count', '1005')).not.toContain('There are more');
    expect(await cli.text('user', 'list', 'many', '--count', '1004')).toContain('There are more');
  });

  test('--filter takes what SCIM takes; --json prints what SCIM answers', async () => {
    const users = await list('--filter', 'active eq false and displayName ew "3"', '--count', '2');
    expect(users).toMatchObject([{ displayName: 'Person 3' }, { displayName: 'Person 13' }]);
    expect(users[0]).toHaveProperty('meta.location');
    expect(await cli.text('user', 'list', 'many', '--filter', 'userName eq "x"')).toBe(
      '\nThe tenant "many" has no user that the filter matches.\n',
    );
    expect(await list('--filter', 'userName eq "x"')).toEqual([]);
  });
});

describe('user delete', () => {
  /** Somebody at the terminal who types this. */
  function typing(text: string, stream = new PassThrough()): () => void {
    const terminal = Object.assign(stream, { isTTY: true, setRawMode: () => terminal });
    terminal.write(text);
    const before = Object.getOwnPropertyDescriptor(process, 'stdin') ?? {};
    Object.defineProperty(process, 'stdin', { value: terminal, configurable: true });
    return () => Object.defineProperty(process, 'stdin', before);
  }

  test('asks, where somebody can be asked, for the userName', async () => {
    const id = await create({ userName: 'bob@example.com', displayName: 'Bob' });
    const elsewhere = typing('yes\r');
    const refused = await cli.run('user', 'delete', 'acme', 'bob@example.com');
    elsewhere();
    expect([refused.code, refused.stdout]).toEqual([3, '\nNothing was deleted.\n']);
    expect(refused.stderr).toContain(
      'The user "Bob" of the tenant "acme" is deleted with its card, PIN and code',
    );
    expect(await cli.json('user', 'show', 'acme', id)).toMatchObject({ id });
    const back = typing('bob@example.com\r');
    const meant = await cli.run('user', 'delete', 'acme', id);
    back();
    expect([meant.code, meant.stdout]).toEqual([
      0,
      '\nThe user "Bob" is deleted. Its userName, externalId and card are free at once.\n',
    ]);
    expect(await cli.refusal('user', 'show', 'acme', id)).toContain('has no user');
  });

  test.each([
    ['a space at its end', 'dora@example.com '],
    ['a character that turns the direction', 'dora\u202e@example.com'],
    ['a control character', 'dora\u0007@example.com'],
    ['a character that is not seen', 'dora\u200b@example.com'],
    ['a letter that keyboards make otherwise', 'do\u0308ra@example.com'],
  ])('asks for the id where the userName has %s: nobody could type that', async (_, userName) => {
    const id = await create({ userName });
    const before = typing(`${userName.trim()}\r`);
    const refused = await cli.run('user', 'delete', 'acme', id);
    before();
    expect([refused.code, refused.stderr.includes(`Type its id, ${id}, to go on: `)]).toEqual([3, true]);
    // What is shown before somebody types it.
    const [question] = refused.stderr.split('to go on: ');
    for (const hidden of ['\u202e', '\u0007']) expect(question).not.toContain(hidden);
    const back = typing(`${id}\r`);
    expect((await cli.run('user', 'delete', 'acme', id)).code).toBe(0);
    back();
  });

  test('asks for a userName with letters of any kind and single spaces, as it is', async () => {
    const userName = "Zoë O'Neil 王@example.com";
    const id = await create({ userName });
    const back = typing(`${userName}\r`);
    const meant = await cli.run('user', 'delete', 'acme', id);
    back();
    expect([meant.code, meant.stderr.includes(`Type its userName, ${userName}, to go on: `)]).toEqual([
      0,
      true,
    ]);
  });

  test('deletes nothing in a tenant whose removal began while somebody was asked', async () => {
    await cli.tenant('going', '--external-id', 'optional');
    const id = await create({ userName: 'eve' }, 'going');
    const terminal = new PassThrough();
    const back = typing('', terminal);
    const run = cli.run('user', 'delete', 'going', 'eve');
    // The terminal is listened to when the question stands.
    await vi.waitUntil(() => terminal.listenerCount('keypress') + terminal.listenerCount('data') > 0, {
      timeout: 20_000,
    });
    const { signal } = new AbortController();
    const read = await readTenant(cli.tenants, 'going', signal);
    if (read === undefined) throw new Error('There is no such tenant.');
    await writeTenant(cli.tenants, { ...read.tenant, removing: new Date().toISOString() }, read.etag, signal);
    terminal.write('eve\r');
    const { code, stderr } = await run;
    back();
    expect([code, stderr.includes('is being removed')]).toEqual([2, true]);
    expect((await audit(partition('going'))).users.map((user) => user.id)).toEqual([id]);
  });

  test('demands --yes where nobody can be asked, and deletes all rows of the user', async () => {
    const body = { userName: 'carl', externalId: 'ext-carl', [uniflow]: { cardNumber: '777', pin } };
    const id = await create(body);
    expect(await cli.refusal('user', 'delete', 'acme', 'carl')).toContain('add --yes');
    expect(await cli.json('user', 'delete', 'acme', 'carl', '--yes')).toEqual({
      tenant: 'acme',
      deleted: id,
    });
    const { users } = await audit(partition());
    expect(users.map((user) => user.id)).not.toContain(id);
    expect(await logOf(id)).toMatchObject([
      {
        action: 'delete',
        externalId: 'ext-carl',
        credential: 'command-line',
        credentialLabel: 'command line',
      },
    ]);
    expect(await cli.refusal('user', 'delete', 'acme', 'carl', '--yes')).toContain('has no user');
    await create(body);
  });
});

describe('user secret', () => {
  test('shows PIN and code, and writes to the log who did', async () => {
    const id = await create({ userName: 'dora', [uniflow]: { pin, cardRegistrationCode: code } });
    const text = await cli.text('user', 'secret', 'acme', 'dora', '--reason', 'Test');
    expect(text).toMatch(new RegExp(`pin +${pin}\n`));
    expect(text).toMatch(new RegExp(`cardRegistrationCode +${code}\n`));
    expect(text).toContain('The provisioning log now says who looked');
    expect(await cli.json('user', 'secret', 'acme', id, '--reason', 'Test')).toEqual({
      tenant: 'acme',
      id,
      secrets: [
        { attribute: `${uniflow}:cardRegistrationCode`, value: code },
        { attribute: `${uniflow}:pin`, value: pin },
      ],
    });
    const reveal = { action: 'reveal', credential: 'command-line' };
    const rows = await logOf(id);
    expect(rows).toMatchObject([reveal, reveal]);
    expect(JSON.stringify(rows)).not.toContain(pin);
  });

  test('says that there are none', async () => {
    await create({ userName: 'none', displayName: 'No Body' });
    expect(await cli.text('user', 'secret', 'acme', 'none', '--reason', 'Test')).toContain(
      'The user "No Body" has neither PIN nor card registration code.',
    );
  });

  test('names the key that is lost, and fails', async () => {
    await create({ userName: 'lost', [uniflow]: { pin } });
    const others = { SCIM_SEALING_KEYS: `new=${Buffer.alloc(32, 3).toString('base64')}` };
    const { code: exit, stdout } = await cli.runWith(
      others,
      ...['user', 'secret', 'acme', 'lost', '--reason', 'Test'],
    );
    expect(exit).toBe(1);
    expect(stdout).toMatch(
      /pin +can't be opened: sealed with the key "k", which is not in SCIM_SEALING_KEYS/,
    );
    // The rest of the user is there as ever.
    const shown = await cli.runWith(others, 'user', 'show', 'acme', 'lost');
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringMatching(/pin +stored, sealed/)]);
  });
});
