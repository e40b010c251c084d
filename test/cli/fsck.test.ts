import { afterAll, beforeAll, expect, test } from 'vitest';
import { tenantContext } from '../../cli/tenantContext.ts';
import { groupContext } from '../../shared/groups/context.ts';
import { createGroup } from '../../shared/groups/createGroup.ts';
import { userNameKey } from '../../shared/store/keys.ts';
import type { Partition } from '../../shared/store/partition.ts';
import { submit } from '../../shared/store/writeRows.ts';
import { insertUser } from '../../shared/store/userRows.ts';
import { startCommands, type Commands } from '../support/commands.ts';
import { groupUrn } from '../support/groups.ts';
import { entryOf, openPartition, storedUser } from '../support/store.ts';

let commands: Commands;
let partition: Partition;

beforeAll(async () => {
  commands = await startCommands();
  await commands.tenant('acme');
  partition = await openPartition(commands.settings.SCIM_STORAGE_CONNECTION_STRING ?? '', 'acme');
  const user = storedUser({ userName: 'ada@example.com' }, { id: 'id-ada' });
  await insertUser(partition, user, entryOf('create', user));
});
afterAll(() => commands.stop());

test('says what is wrong and what a repair would do, repairs it, and then finds nothing', async () => {
  const clean = await commands.run('fsck', '--tenant', 'acme');
  expect(clean.code).toBe(0);
  expect(clean.stdout).toContain('Tenant "acme": 4 rows read, of 1 user, 0 groups, 0 memberships.');
  expect(clean.stdout).toContain('Nothing is wrong.');
  await submit(partition, [{ kind: 'delete', rowKey: userNameKey('ada@example.com') }]);
  const damaged = await commands.run('fsck', '--tenant', 'acme');
  expect(damaged.code).toBe(1);
  expect(damaged.stdout).toContain(
    'The user id-ada has no row by userName: a search by userName does not find it.\n' +
      '  Repair: The row is made from the row by id.',
  );
  expect(damaged.stdout).toMatch(
    /1 finding, 1 of which can be repaired: {2}\S.* fsck --tenant acme --repair/,
  );
  expect(await commands.json('fsck', '--tenant', 'acme', '--repair')).toMatchObject({
    tenant: 'acme',
    clean: true,
    findings: [{ kind: 'copyMissing', id: 'id-ada', repairable: true, repaired: true }],
  });
  expect(await commands.json('fsck', '--tenant', 'acme')).toMatchObject({ clean: true, findings: [] });
});

test('notes groups of which the row of the tenant does not know', async () => {
  const { document } = await commands.tenants.getEntity<{ document: string }>('tenants', 'acme');
  const context = await groupContext(await tenantContext(commands.settings, 'acme'), {
    ...{ attributes: undefined, excludedAttributes: undefined },
  });
  await createGroup(context, { schemas: [groupUrn], displayName: 'Team' }, 'id-team');
  const row = { partitionKey: 'tenants', rowKey: 'acme', format: 2, document };
  await commands.tenants.upsertEntity(row, 'Replace');
  const found = await commands.json('fsck', '--tenant', 'acme', '--repair');
  expect(found).toMatchObject({ clean: true, findings: [{ kind: 'formTooLow', repaired: true }] });
  expect((await commands.stored('acme')).holdsGroups).toBe(true);
  expect(await commands.json('fsck', '--tenant', 'acme')).toMatchObject({ clean: true, findings: [] });
});

test('fails where something stays that it cannot repair', async () => {
  await submit(partition, [{ kind: 'create', rowKey: 'zz:1', row: {} }]);
  const { code, stdout } = await commands.run('fsck', '--tenant', 'acme', '--repair');
  expect(code).toBe(1);
  expect(stdout).toContain('1 finding left.');
  expect(stdout).not.toContain('Nothing is wrong');
});

test('refuses a tenant that is not there', async () => {
  expect(await commands.refusal('fsck', '--tenant', 'other')).toContain('other');
});
