import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, type Client } from '../support/client.ts';
import { startService, type RunningService } from '../support/service.ts';
import { checked, type Schema } from './standIn/graph.ts';

const enterpriseUser = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const uniflowUser = 'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const schema = JSON.parse(read('infra/entra/schema.json')) as Schema;
const mappings = schema.synchronizationRules[0]?.objectMappings ?? [];
const rowsOf = (kind: string) =>
  mappings.find(({ sourceObjectName }) => sourceObjectName === kind)?.attributeMappings ?? [];
const rows = rowsOf('User');
const secretTargets = ['pin', 'cardRegistrationCode'].map((name) => `${uniflowUser}:${name}`);

test('has the form that Graph takes: what is mapped is defined, and no target stands there twice', () => {
  expect(checked(schema)).toBe(schema);
  const [source, target] = schema.directories;
  expect([source?.name, target?.name]).toEqual([
    schema.synchronizationRules[0]?.sourceDirectoryName,
    schema.synchronizationRules[0]?.targetDirectoryName,
  ]);
});

test('says what docs/connect-entra.md says', () => {
  const table = read('docs/connect-entra.md').matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| ([12])? +\|$/gm);
  const documented = [...table].map(([, target, source = '', matching]) => [
    target,
    source.includes('(') ? source : `[${source}]`,
    Number(matching ?? 0),
  ]);
  expect(documented.length).toBeGreaterThanOrEqual(13);
  const mapped = [...rows, ...rowsOf('Group')].map((row) => [
    row.targetAttributeName,
    row.source.expression,
    row.matchingPriority,
  ]);
  expect(mapped).toEqual(expect.arrayContaining(documented));
});

test('maps groups as Entra does by default, and provisions them', () => {
  expect(mappings.map(({ sourceObjectName, enabled }) => [sourceObjectName, enabled])).toEqual([
    ['User', true],
    ['Group', true],
  ]);
  expect(
    rowsOf('Group').map((row) => [row.targetAttributeName, row.source.name, row.matchingPriority]),
  ).toEqual([
    ['displayName', 'displayName', 1],
    ['externalId', 'objectId', 0],
    ['members', 'members', 0],
  ]);
});

test('has every attribute of the uniFLOW extension, and hides the secret ones in the log of Entra', () => {
  const { properties } = JSON.parse(read('schemas/uniflow-user.json')) as { properties: object };
  const targets = rows.map((row) => row.targetAttributeName);
  expect(targets).toEqual(
    expect.arrayContaining(Object.keys(properties).map((name) => `${uniflowUser}:${name}`)),
  );
  const hidden = rows.filter((row) => row.source.expression.startsWith('Redact(['));
  expect(hidden.map((row) => row.targetAttributeName).toSorted()).toEqual(secretTargets.toSorted());
});

describe('each target', () => {
  let service: RunningService;
  let client: Client;
  beforeAll(async () => {
    service = await startService();
    client = clientOf(service.tenantUrl, service.token);
  });
  afterAll(() => service.stop());

  const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
  let people = 0;
  const create = async (): Promise<string> => {
    people += 1;
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
    const user = { schemas, externalId: `oid-${people}`, userName: `person-${people}@contoso.example` };
    return (await client.send('POST', '/Users', user)).body.id;
  };

  const values: Readonly<Record<string, string>> = {
    active: 'False',
    [secretTargets[0] ?? '']: '0042',
    [secretTargets[1] ?? '']: '0815',
  };

  test.each(rows.map((row) => row.targetAttributeName))('%s is taken as Entra sends it', async (target) => {
    const id = await create();
    const reference = target === `${enterpriseUser}:manager`;
    const value = reference ? await create() : (values[target] ?? `value of ${people}`);
    const operation = { op: 'Add', path: target, value };
    const changed = await client.send('PATCH', `/Users/${id}`, {
      schemas: [patchOp],
      Operations: [operation],
    });
    expect(changed.status).toBe(200);
    if (secretTargets.includes(target)) return;
    const compared = target === 'active' ? 'false' : JSON.stringify(value);
    const path = reference ? `${target}.value` : target;
    const found = await client.send(
      'GET',
      `/Users?filter=${encodeURIComponent(`${path} eq ${compared} and id eq "${id}"`)}`,
    );
    expect(found.body.totalResults).toBe(1);
  });
});
