import { beforeAll, expect, test } from 'vitest';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { lookAtStorage } from '../../shared/tenants/storageCheck.ts';
import { useStorage } from '../support/useStorage.ts';

const { proxy } = await useStorage();
let tenants: Table;
beforeAll(async () => {
  tenants = await openTable({ connectionString: proxy.connectionString }, 'scimTenants');
});

const form = async (signal = new AbortController().signal) =>
  (await lookAtStorage(tenants, signal)).laterForm;

test('a table that is not there yet holds nothing of a later form', async () => {
  expect(await form()).toBe(false);
});

test('a look that is ended while storage looks through the tenants does not know', async () => {
  const deadline = new AbortController();
  proxy.treat(({ url }) => {
    if (!url.includes('$filter')) return 'pass';
    setImmediate(() => {
      deadline.abort(new DOMException('over', 'TimeoutError'));
    });
    return 'hang';
  });
  expect(await form(deadline.signal)).toBeUndefined();
});

test('a look that storage refuses in the middle is refused: it is not its time that was over', async () => {
  proxy.treat(({ url }) => (url.includes('$filter') ? 'forbid' : 'pass'));
  await expect(form()).rejects.toMatchObject({ status: 503, cause: { statusCode: 403 } });
});
