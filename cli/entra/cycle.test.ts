import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from './client.ts';
import type { Clients } from './cycle.ts';
import { incrementalCycle, initialCycle } from './cycle.ts';
import { directory } from './directory.ts';
import type { LogEntry } from './log.ts';
import { nextDay } from './nextDay.ts';
import type { Directory } from './person.ts';
import { secretsOf } from './person.ts';
import { fakeService } from '../../test/support/entra/fakeService.ts';
import { person, without } from '../../test/support/entra/person.ts';

let service: Awaited<ReturnType<typeof fakeService>>;
let clients: Clients;
const ana = without(person, 'manager');
const boss = { ...ana, objectId: 'boss', userPrincipalName: 'boss@contoso.example', displayName: 'The Boss' };

async function begin(distort?: Parameters<typeof fakeService>[0]) {
  service = await fakeService(distort);
  const { tenantUrl, token } = service;
  const options = { token, secrets: [], record: () => undefined };
  clients = [
    createClient({ ...options, tenantUrl }),
    createClient({ ...options, tenantUrl: `${tenantUrl}?aadOptscim062020` }),
  ];
}

beforeEach(() => begin());
afterEach(() => service.close());

const brief = (log: readonly LogEntry[]) =>
  log.map(({ action, person: who, status }) => [action, who, status]);

describe('the initial cycle', () => {
  test('creates everybody first and sends managers afterwards', async () => {
    const { log, links } = await initialCycle(clients, [person, boss]);
    expect(brief(log)).toEqual([
      ['create', 'Ana Ñandú', 201],
      ['create', 'The Boss', 201],
      ['update', 'Ana Ñandú', 200],
    ]);
    expect(log[0]?.changed).toContain('cardNumber');
    expect(log[0]?.changed).toContain('pin*');
    expect(log[2]).toMatchObject({ changed: ['manager'], dialect: 'default' });
    expect(service.held('object-1', 'manager')).toBe(links.get('boss'));
  });

  test('puts somebody whose create is refused in escrow and goes on', async () => {
    const twin = { ...ana, objectId: 'twin', userPrincipalName: 'ANA@contoso.example' };
    const { log, links, escrow } = await initialCycle(clients, [ana, twin, boss]);
    expect(brief(log).map(([action]) => action)).toEqual(['create', 'refused', 'create']);
    expect(log[1]).toMatchObject({ status: 409, detail: 'uniqueness: userName is taken' });
    expect([...escrow]).toEqual(['twin']);
    expect(links.has('twin')).toBe(false);
  });

  test('links and updates somebody who is already there', async () => {
    await initialCycle(clients, [ana]);
    const { log, links } = await initialCycle(clients, [{ ...ana, jobTitle: 'Director' }]);
    expect(log[0]).toMatchObject({ action: 'update', changed: ['title', 'pin*', 'cardRegistrationCode*'] });
    expect(links.get('object-1')).toBe('id-1');
    expect(service.users.size).toBe(1);
  });

  test('skips the manager who was not provisioned', async () => {
    const { log } = await initialCycle(clients, [person]);
    expect(log[1]).toMatchObject({ action: 'skip', detail: 'the manager is not provisioned' });
  });

  test('refuses to choose between two matches', async () => {
    await service.close();
    await begin((reply, { url }) =>
      url.includes('object-1')
        ? { status: 200, body: { totalResults: 2, Resources: [{ id: 'a' }, { id: 'b' }] } }
        : reply,
    );
    const { log } = await initialCycle(clients, [ana]);
    expect(log[0]?.detail).toContain('DuplicateTargetEntries');
    expect(service.users.size).toBe(0);
  });
});

describe('the incremental cycle', () => {
  const day = async (before: Directory, after: Directory) => {
    const first = await initialCycle(clients, before);
    service.seen.length = 0;
    return incrementalCycle(clients, before, after, first);
  };

  test('reads who changed, patches what differs, and leaves the others alone', async () => {
    const { log } = await day([ana, boss], [{ ...ana, jobTitle: 'Director', cardNumber: '00999' }, boss]);
    expect(log).toHaveLength(1);
    expect(log[0]?.changed).toEqual(['title', 'cardNumber', 'pin*', 'cardRegistrationCode*']);
    expect(service.held('object-1', 'cardNumber')).toBe('00999');
    expect(service.seen.filter(({ url }) => url.includes('/Users/')).map(({ method }) => method)).toEqual([
      'GET',
      'PATCH',
    ]);
  });

  test('lets people take turns between the dialects', async () => {
    const { log } = await day(
      [ana, boss],
      [
        { ...ana, jobTitle: 'A' },
        { ...boss, jobTitle: 'B' },
      ],
    );
    expect(log.map((entry) => entry.dialect)).toEqual(['default', 'aadOptscim062020']);
  });

  test('disables, and deletes who is gone from the directory', async () => {
    const { log, links } = await day([ana, boss], [{ ...ana, accountEnabled: false }]);
    expect(brief(log)).toEqual([
      ['disable', 'Ana Ñandú', 200],
      ['delete', 'The Boss', 204],
    ]);
    expect(service.held('object-1', 'active')).toBe(false);
    expect(links.has('boss')).toBe(false);
    expect(service.users.size).toBe(1);
  });

  test('sends unchanged secrets again, and says whether that changed anything', async () => {
    const same = await day([ana], [{ ...ana, lastPasswordChange: 'today' }]);
    expect(same.log[0]).toMatchObject({ changed: ['pin*', 'cardRegistrationCode*'], detail: 'no change' });
    const after = await incrementalCycle(clients, [ana], [{ ...ana, pin: '009999' }], same);
    expect(after.log[0]).toMatchObject({ changed: ['pin*', 'cardRegistrationCode*'], detail: '' });
    expect(service.held('object-1', 'pin')).toBe('009999');
  });

  test('skips whom nothing mapped has changed for', async () => {
    const open = without(ana, 'pin', 'cardRegistrationCode');
    const { log } = await day([open], [{ ...open, lastPasswordChange: 'today' }]);
    expect(brief(log)).toEqual([['skip', 'Ana Ñandú', 200]]);
    expect(service.seen.some(({ method }) => method === 'PATCH')).toBe(false);
  });

  test('creates who is new, with the manager', async () => {
    const { log } = await day([boss], [boss, person]);
    expect(brief(log).map(([action]) => action)).toEqual(['create', 'update']);
    expect(service.held('object-1', 'manager')).toBe('id-1');
  });

  test('reports a linked user that is gone', async () => {
    const first = await initialCycle(clients, [ana]);
    service.users.clear();
    const { log } = await incrementalCycle(clients, [ana], [{ ...ana, jobTitle: 'X' }], first);
    expect(log[0]).toMatchObject({ action: 'refused', status: 404 });
    expect(log[0]?.detail).toContain('InvalidAnchor');
  });

  test('never puts a secret into the log, and leaves the duplicate in escrow alone', async () => {
    const first = await initialCycle(clients, directory);
    const second = await incrementalCycle(clients, directory, nextDay(directory), first);
    // Without the durations: their decimals are any digits at all.
    const lines = [...first.log, ...second.log].map((line) => ({ ...line, milliseconds: 0 }));
    const text = JSON.stringify(lines);
    const secrets = secretsOf([...directory, ...nextDay(directory)]);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(second.log.find((entry) => entry.person === 'Lars Oedegaard')).toMatchObject({ action: 'skip' });
    for (const dialect of ['default', 'aadOptscim062020']) {
      expect(second.log.filter((entry) => entry.dialect === dialect).length).toBeGreaterThan(4);
    }
  });
});
