import { beforeAll, describe, expect, test } from 'vitest';
import { rejectionOf } from '../../support/errors.ts';
import { checkedBody } from '../../../shared/api/manage/input.ts';
import type { JsonObject } from '../../../shared/scim/json.ts';
import type { Client } from '../../support/client.ts';
import { managerOf, sharedManagementToken } from '../../support/manage.ts';
import { useTenant } from '../../support/useTenant.ts';

const tenant = await useTenant();
const guid = '00000000-0000-0000-0000-000000000000';

describe('a body that is wrong is refused with a sentence that names the member', () => {
  test.each<[Parameters<typeof checkedBody>[0], JsonObject, string]>([
    [
      'TokenAddition',
      { lable: 'x' },
      'The body must not have a member "lable". It may have: label, scope, expires, replace.',
    ],
    [
      'TenantAddition',
      { name: 'a', token: { scope: 'management' } },
      '/token must not have a member "scope". It may have: label, expires.',
    ],
    ['TenantAddition', { displayName: 'A' }, '/name is required and was not sent.'],
    ['TenantAddition', { name: 1 }, '/name must be a string, not a number.'],
    ['TenantAddition', { name: 'Not A Name' }, '/name is not what it must be. Part of its URL: 1 to 63'],
    ['TenantAddition', { name: 'a', settings: [] }, '/settings must be an object, not an array.'],
    ['TenantAddition', { name: 'a', displayName: null }, '/displayName must be a string, not null.'],
    ['TenantChange', { provisioning: {} }, '/provisioning/enabled is required and was not sent.'],
    [
      'TenantChange',
      { provisioning: { enabled: 'no' } },
      '/provisioning/enabled must be a boolean, not a string.',
    ],
    ['TenantChange', { name: 'other' }, 'The body must not have a member "name".'],
    [
      'TenantChange',
      { settings: { logRetentionDays: 'long' } },
      '/settings/logRetentionDays must be an integer or null, not a string.',
    ],
    [
      'TenantChange',
      { settings: { logRetentionDays: 0 } },
      '/settings/logRetentionDays is not what it must be. Days that the provisioning log is kept, from 1 to 3650',
    ],
    [
      'TenantChange',
      { settings: { pin: { minLength: 4 } } },
      '/settings/pin/maxLength is required and was not sent.',
    ],
    [
      'TenantChange',
      { settings: { authentication: ['basic'] } },
      '/settings/authentication/0 must be one of: secretToken, clientCredentials, workloadIdentity, entraToken.',
    ],
    [
      'TenantChange',
      { settings: { authentication: ['entraToken', 'entraToken'] } },
      '/settings/authentication must not hold the same twice.',
    ],
    ['TokenAddition', { scope: 'all' }, '/scope must be one of: provisioning, read-only, management.'],
    [
      'TokenAddition',
      { label: '' },
      '/label is not what it must be. What people call a credential: 1 to 64 printable characters.',
    ],
    [
      'ClientAddition',
      { scopes: [] },
      '/scopes is not what it must be. What a client may ask an access token for.',
    ],
    ['ClientAddition', { days: 1.5 }, '/days must be an integer, not a number.'],
    [
      'ClientSecretAddition',
      { days: 30 },
      '/days is not what it must be. Days that the secret works, from 365 to 1095',
    ],
    [
      'FederatedCredentialAddition',
      { subject: guid, entraTenantId: guid },
      '/audience is required and was not sent.',
    ],
    [
      'FederatedCredentialAddition',
      { subject: 'x', entraTenantId: guid, audience: 'a' },
      '/subject is not what it must be. The object id',
    ],
  ])('%s %j', async (name, body, sentence) => {
    const { status, message } = await rejectionOf(checkedBody(name, body));
    expect(status).toBe(400);
    expect(message).toContain(sentence);
  });

  test('a member that is called as one of every object is one that is not there', async () => {
    const body = JSON.parse('{ "__proto__": { "label": "x" } }') as JsonObject;
    expect((await rejectionOf(checkedBody('TokenAddition', body))).message).toContain('"__proto__"');
  });

  test('the name of a member is repeated in part only', async () => {
    const { message } = await rejectionOf(checkedBody('TokenAddition', { ['x'.repeat(5_000)]: 1 }));
    expect(message.length).toBeLessThan(300);
  });
});

test.each<[Parameters<typeof checkedBody>[0], JsonObject]>([
  ['TokenAddition', {}],
  ['TenantAddition', { name: 'a' }],
  [
    'TenantChange',
    { displayName: null, settings: { pin: null, authentication: null, logRetentionDays: null } },
  ],
])('%s %j is right', async (name, body) => {
  expect(await checkedBody(name, body)).toBe(body);
});

describe('over HTTP', () => {
  let manager: Client;
  beforeAll(async () => {
    manager = managerOf(tenant.service, (await sharedManagementToken(tenant.service)).token);
  });

  test.each<[string, unknown, number, string, string]>([
    ['no body', '', 400, 'bodyMissing', 'The request needs a JSON body'],
    ['no JSON', '{', 400, 'bodyNotJson', 'The body is not valid JSON.'],
    ['no object', '[]', 400, 'bodyNotObject', 'The body must be a JSON object.'],
    [
      'a wrong member',
      { name: 'never-made', more: 1 },
      400,
      'manageBodyInvalid',
      'must not have a member "more"',
    ],
    ['too much', { name: 'never-made', displayName: 'x'.repeat(1_100_000) }, 413, 'bodyTooLarge', 'bytes'],
  ])('%s is refused, and nothing is made', async (_, body, status, code, detail) => {
    const reply = await manager.send('POST', '/tenants', body);
    expect(reply.body).toEqual({
      type: 'about:blank',
      title: status === 400 ? 'Bad Request' : 'Payload Too Large',
      status,
      code,
      detail: expect.stringContaining(detail) as string,
    });
    expect((await manager.send('GET', '/tenants/never-made')).status).toBe(404);
  });

  test.each([
    ['count=0', 'count'],
    ['count=1001', 'count'],
    ['count=many', 'count'],
    ["after='%20or%20''%20eq%20'", 'after'],
  ])('a list of tenants with %s is refused', async (query, named) => {
    const { status, body } = await manager.send('GET', `/tenants?${query}`);
    expect(status).toBe(400);
    expect(body.detail).toContain(named);
  });

  test.each([
    ['GET', `/tenants/${tenant.name}/users?filter=pin%20eq%201`],
    ['GET', `/tenants/${tenant.name}/users?count=x`],
    ['GET', `/tenants/${tenant.name}/users?cursor=x`],
    ['GET', `/tenants/${tenant.name}/log?action=nothing`],
  ])('%s %s is refused in the form of this API', async (method, path) => {
    const { status, headers, body } = await manager.send(method, path);
    expect({ status, type: headers.get('content-type') }).toEqual({
      status: 400,
      type: 'application/problem+json',
    });
    expect(Object.keys(body)).toEqual(['type', 'title', 'status', 'code', 'detail']);
  });
});
