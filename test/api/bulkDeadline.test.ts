import { beforeEach, expect, test, vi } from 'vitest';
import { newKeyEntry } from '../../cli/newKey.ts';
import { tenantContext } from '../../cli/tenantContext.ts';
import { userContext, type ResourceContext } from '../../shared/users/context.ts';
import { bulk, userTarget } from '../../shared/api/bulk.ts';
import type { TenantCall } from '../../shared/api/tenantEndpoint.ts';
import { carryOutBulk } from '../../shared/users/bulk.ts';
import { logRefusals, type RefusedWrite } from '../../shared/users/refusals.ts';
import { ScimError } from '../../shared/scim/error.ts';
import { serviceFailed } from '../../shared/scim/errors/service.ts';
import { attributeRequired } from '../../shared/scim/errors/user.ts';
import { textOf, type JsonObject } from '../../shared/scim/json.ts';
import { openTable } from '../../shared/store/tables.ts';
import { person } from '../support/people.ts';
import { isTransaction } from '../support/storageProxy.ts';
import { audit, openPartition } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';
import { useStorage } from '../support/useStorage.ts';

/** A Bulk request that storage holds up: its time is over as soon as a call hangs. */
const { storage, proxy } = await useStorage();
let context: ResourceContext;
let serial = 0;
let name: string;
let time: AbortController;

beforeEach(async () => {
  time = new AbortController();
  name = `acme-${(serial += 1)}`;
  await madeTenant(await openTable(storage, 'scimTenants'), name);
  await openPartition(storage.connectionString, name).catch(() => undefined);
  const settings = {
    SCIM_STORAGE_CONNECTION_STRING: proxy.connectionString,
    SCIM_SEALING_KEYS: newKeyEntry('sealing', 'k1'),
  };
  const operator = await tenantContext(settings, name);
  const wanted = { attributes: undefined, excludedAttributes: undefined };
  context = await userContext(operator, wanted);
});

const explain = (error: unknown) => (error instanceof ScimError ? error : serviceFailed(''));

function hang(): 'hang' {
  time.abort();
  return 'hang';
}

/** The second transaction is never answered. */
function hangOnce(): void {
  let transactions = 0;
  proxy.treat((call) => (isTransaction(call) && (transactions += 1) === 2 ? hang() : 'pass'));
}

const creations = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ...{ method: 'POST', path: '/Users', bulkId: String(n) },
    data: person(`${name}-${n}`),
  }));

async function outcome(body: object): Promise<readonly (readonly [status: unknown, detail: string])[]> {
  const { results } = await carryOutBulk(
    context.call,
    [userTarget(context)],
    body as JsonObject,
    time.signal,
    explain,
  );
  return [...results.values()].map(({ status, response }) => [
    status,
    textOf((response as JsonObject | undefined)?.detail),
  ]);
}

test('what was done is told, what hangs is not known, and what was not tried any more says so', async () => {
  hangOnce();
  const answers = await outcome({ Operations: creations(4) });
  expect(answers).toEqual([
    ['201', ''],
    ['503', expect.stringMatching(/not known whether/)],
    ['503', expect.stringMatching(/before this operation was tried/)],
    ['503', expect.stringMatching(/before this operation was tried/)],
  ]);
  proxy.treat(() => 'pass');
  expect((await audit(context.partition)).users).toHaveLength(1);
});

test('failOnErrors counts them, and what comes behind is left out', async () => {
  hangOnce();
  const answers = await outcome({ failOnErrors: 2, Operations: creations(4) });
  expect(answers.map(([status]) => status)).toEqual(['201', '503', '503']);
});

test('what refers to something that was not tried is taken back in the time that is left', async () => {
  // The circle's other member is not made.
  hangOnce();
  const refersTo = (other: number) => ({
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: `bulkId:${other}` } },
  });
  const Operations = creations(2).map((operation, n) => ({
    ...operation,
    data: { ...operation.data, ...refersTo(1 - n) },
  }));
  expect((await outcome({ Operations })).map(([status]) => status).sort()).toEqual(['409', '503']);
  proxy.treat(() => 'pass');
  expect((await audit(context.partition)).users).toEqual([]);
});

test('the time runs while the request waits for its turn', async () => {
  const body = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: creations(1),
  };
  const waiting: AbortController[] = [];
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => {
    const controller = new AbortController();
    waiting.push(controller);
    return controller.signal;
  });
  const call = {
    ...{ ...context.call, explain, runInBackground: () => undefined },
    request: { url: 'http://localhost/scim/acme/Bulk' },
    quota: {
      charge: () => undefined,
      acquireSlot: () => {
        for (const controller of waiting) controller.abort();
        return Promise.resolve(() => undefined);
      },
    },
  };
  const { body: answer } = await bulk(
    context,
    body as unknown as JsonObject,
    call as unknown as TenantCall,
  ).finally(() => vi.restoreAllMocks());
  expect(JSON.stringify(answer)).toContain('before this operation was tried');
});

test("a log that can't be written is given up with the request's time, however much is to be logged", async () => {
  proxy.treat(hang);
  const error = attributeRequired('userName');
  const refused = Array.from({ length: 1_000 }, (): RefusedWrite => {
    return {
      operation: 'createUser',
      kind: 'user' as const,
      id: undefined,
      body: undefined,
      error,
      at: Date.now(),
    };
  });
  const caller = { ...context.call, signal: time.signal };
  await expect(logRefusals(caller, refused)).rejects.toMatchObject({ status: 503 });
});
