import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import manage from '../../../generated/openapi/manage.json' with { type: 'json' };
import { managerOf } from '../../support/manage.ts';
import { operations, resolved } from '../../support/openApi.ts';
import { useTenant } from '../../support/useTenant.ts';

type Json = Readonly<Record<string, unknown>>;

const { service } = await useTenant();

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
