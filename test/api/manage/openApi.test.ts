import { join } from 'node:path';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { createFunctionsCore } from '../../../cli/host/functionsCore.ts';
import { httpFunctions } from '../../../cli/host/httpFunctions.ts';
import { loadBundle } from '../../../cli/host/loadBundle.ts';
import manage from '../../../generated/openapi/manage.json' with { type: 'json' };
import { managerOf, startManaged } from '../../support/manage.ts';
import { operations, resolved } from '../../support/openApi.ts';

type Json = Readonly<Record<string, unknown>>;

const service = await startManaged();
afterAll(() => service.stop());
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each(['off', ''])('where the API is "%s", no function is registered', async (value) => {
  vi.stubEnv('SCIM_MANAGEMENT_API', value);
  vi.stubEnv('SCIM_STORAGE_CONNECTION_STRING', 'UseDevelopmentStorage=true');
  vi.stubEnv('SCIM_SEALING_KEYS', `a=${Buffer.alloc(32).toString('base64')}`);
  const core = createFunctionsCore(() => undefined);
  await loadBundle(join(import.meta.dirname, '../../../dist/functions.cjs'), core.api);
  const underManage = httpFunctions(core).filter(({ route }) => route.toLowerCase().startsWith('manage'));
  expect(underManage).toEqual([]);
});

test('the server of the document is the deployment, and who has the document is told so', async () => {
  const manager = managerOf(service, undefined);
  const { body, headers } = await manager.send('GET', '/openapi.json');
  expect(body).toEqual({ ...manage, servers: [{ url: service.url, description: 'This deployment.' }] });
  const again = await manager.send('GET', '/openapi.json', undefined, {
    'if-none-match': headers.get('etag') ?? '',
  });
  expect(again.status).toBe(304);
});

describe('the document', () => {
  test.each(operations.map((each) => [`${each.method} ${each.path}`, each] as const))(
    '%s has the answers that every operation has',
    (_, { operation }) => {
      const statuses = Object.keys(operation.responses);
      const errors = operation.security === undefined ? ['401', '403', '429', '500', '503'] : ['500'];
      expect(statuses).toEqual(expect.arrayContaining(errors));
    },
  );

  test('wants the token, or a session, everywhere but for itself', () => {
    expect(manage.security).toEqual([{ bearer: [] }, { session: [] }]);
    expect(manage.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    const open = operations.filter(({ operation }) => operation.security !== undefined);
    expect(open.map(({ path }) => path)).toEqual([
      '/manage/openapi.json',
      '/manage/signIn',
      '/handover/{id}',
    ]);
    expect(open[0]?.operation.security).toEqual([]);
  });

  test('has schemas that are right, and examples that fit them', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema(manage, 'manage');
    let examples = 0;
    for (const [name, schema] of Object.entries(manage.components.schemas)) {
      expect(ajv.validateSchema(schema), name).toBe(true);
      const validate = ajv.getSchema(`manage#/components/schemas/${name}`);
      for (const example of (schema as { examples?: readonly unknown[] }).examples ?? []) {
        expect(validate?.(example), `${name}: ${ajv.errorsText(validate?.errors)}`).toBe(true);
        examples += 1;
      }
    }
    expect(examples).toBeGreaterThan(5);
  });

  test('closes every body that is sent', () => {
    const bodies = operations.flatMap(({ operation }) => {
      const { requestBody } = operation as { requestBody?: { content: Record<string, { schema: unknown }> } };
      return Object.values(requestBody?.content ?? {}).map(({ schema }) => resolved(schema));
    });
    expect(bodies.length).toBeGreaterThan(5);
    for (const { pointer, value } of bodies)
      expect((value as Json).additionalProperties, pointer).toBe(false);
  });
});
