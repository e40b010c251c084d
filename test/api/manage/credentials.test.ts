import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSecretToken, type Scope } from '../../../shared/tenants/credential.ts';
import { openTable } from '../../../shared/store/tables.ts';
import {
  deploymentHolder,
  readManagementTokens,
  revokeManagementToken,
} from '../../../shared/tenants/deployment.ts';
import { addClient } from '../../../shared/tenants/clients.ts';
import { readLastUsed } from '../../../shared/tenants/lastUsed.ts';
import { isTenantName } from '../../../shared/tenants/tenant.ts';
import { clientOf, type Reply } from '../../support/client.ts';
import type { Operated } from '../../support/describedApi.ts';
import { managementToken, managerOf, startManaged, tenantToken } from '../../support/manage.ts';
import { document, operations } from '../../support/openApi.ts';
import { enableTenant, type RunningService } from '../../support/service.ts';

// Who has access where. The table of paths and verbs is the document, which openApi.test.ts compares with
// what is served.

let service: RunningService;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  service = await startManaged();
  await enableTenant(service, 'alpha');
  await enableTenant(service, 'beta');
  const table = await openTable(service, 'scimTenants');
  const revoked = await managementToken(service);
  await revokeManagementToken(table, revoked.id);
  Object.assign(tokens, {
    revoked: revoked.token,
    expired: (await managementToken(service, new Date(Date.now() - 1_000).toISOString())).token,
    deployment: (await managementToken(service)).token,
    betas: await tenantToken(service, 'beta', 'management'),
    own: await tenantToken(service, 'alpha', 'management'),
    provisioning: await tenantToken(service, 'alpha', 'provisioning'),
    'read-only': await tenantToken(service, 'alpha', 'read-only'),
    'access management': await accessToken('alpha', 'management'),
    'access provisioning': await accessToken('alpha', 'provisioning'),
    "beta's access": await accessToken('beta', 'management'),
    unknown: createSecretToken(),
    checksum: `${createSecretToken().slice(0, -1)}!`,
    garbage: 'garbage',
  });
});
afterAll(() => service.stop());

/** An access token of a client that has one scope. */
async function accessToken(tenant: string, scope: Scope): Promise<string> {
  const table = await openTable(service, 'scimTenants');
  const { clientId, secret } = await addClient(table, tenant, { label: scope, scopes: [scope], days: 365 });
  const response = await fetch(`${service.url}/scim/${tenant}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: secret,
      scope,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

const guarded = operations.filter(({ operation }) => operation.security === undefined);
const aboutTenant = ({ path }: Operated) => path.includes('{tenant}');

function send({ method, path }: Operated, token: string | undefined, tenant = 'alpha'): Promise<Reply> {
  const filled = path
    .replace('/manage', '')
    .replace('{tenant}', tenant)
    .replaceAll(/\{\w+\}/g, 'x');
  // A body that is wrong: what is accepted changes nothing.
  const body = ['POST', 'PATCH'].includes(method) ? { x: 1 } : undefined;
  return managerOf(service, token).send(method, filled, body);
}

// Every other kind of wrong credential: isolation.test.ts. What each role and scope may do: roles.test.ts.
test('every operation has one answer for every wrong token, whether the tenant exists or not', async () => {
  const generic = await managerOf(service, 'garbage').send('GET', '/tenants');
  const none = await managerOf(service, undefined).send('GET', '/tenants');
  for (const { status, body } of [generic, none]) {
    expect([status, body.title]).toEqual([401, 'Unauthorized']);
    // Neither is what belongs here.
    expect(body.detail).not.toMatch(/tenant URL|secret token/i);
  }
  const wrong = ['revoked', 'expired', 'betas', "beta's access", 'unknown', 'checksum'];
  for (const [index, each] of guarded.entries()) {
    const name = wrong[index % wrong.length] ?? '';
    const replies = [await send(each, tokens[name]), await send(each, tokens[name], 'No Name')];
    // A tenant's credential is nobody's where the path names no tenant, or one that is not there.
    for (const own of ['own', 'access management']) {
      replies.push(await send(each, tokens[own], 'nobody'));
      if (!aboutTenant(each)) replies.push(await send(each, tokens[own]));
    }
    for (const { status, headers, text } of replies) {
      const found = { status, challenge: headers.get('www-authenticate'), text };
      expect({ each: each.operation.operationId, name, ...found }).toEqual({
        ...{ each: each.operation.operationId, name, status: 401, text: generic.text },
        challenge: 'Bearer realm="scim", error="invalid_token"',
      });
    }
  }
});

test('only the deployment is told that there is no such tenant', async () => {
  for (const each of guarded.filter(aboutTenant)) {
    const expected = each.method === 'DELETE' && each.path.endsWith('{tenant}') ? 400 : 404;
    const { status } = await send(each, tokens.deployment, 'nobody');
    expect([each.operation.operationId, status]).toEqual([each.operation.operationId, expected]);
  }
});

test('a scope that does not suffice is told, and the one that does', async () => {
  for (const name of ['provisioning', 'read-only', 'access provisioning']) {
    const { status, headers } = await managerOf(service, tokens[name]).send('GET', '/tenants/alpha/users');
    expect([name, status, headers.get('www-authenticate')]).toEqual([
      ...[name, 403, 'Bearer realm="scim", error="insufficient_scope", scope="management"'],
    ]);
  }
  const own = managerOf(service, tokens['access management']);
  expect((await own.send('GET', '/tenants/alpha/users')).status).toBe(200);
});

test('the document itself is for everybody', async () => {
  const { status, headers, text } = await managerOf(service, undefined).send('GET', '/openapi.json');
  expect({ status, type: headers.get('content-type') }).toEqual({ status: 200, type: 'application/json' });
  expect(JSON.parse(text)).toMatchObject({ paths: document.paths });
});

describe('what is not served', () => {
  test.each([
    ['GET', '/nothing', 404, null],
    ['GET', '', 404, null],
    ['PUT', '/tenants', 405, 'GET, HEAD, POST'],
    ['GET', '/tenants/alpha/nothing', 404, null],
    ['PUT', '/tenants/alpha', 405, 'DELETE, GET, HEAD, PATCH'],
    ['PATCH', '/tenants/alpha/users/x', 405, 'DELETE, GET, HEAD'],
  ] as const)('%s %s is told only to who may manage', async (method, path, status, allow) => {
    const ownPath = path.startsWith('/tenants/alpha');
    for (const [name, expected] of [
      ['none', 401],
      ['betas', 401],
      ['provisioning', ownPath ? 403 : 401],
      ['own', ownPath ? status : 401],
      ['deployment', status],
    ] as const) {
      const body = method === 'GET' ? undefined : {};
      const reply = await managerOf(service, tokens[name]).send(method, path, body);
      expect(reply.status, name).toBe(expected);
      expect(reply.headers.get('allow'), name).toBe(expected === status ? allow : null);
    }
  });
});

test('every answer has a request id, is not stored, and is JSON', async () => {
  for (const token of [undefined, tokens.own, tokens.deployment]) {
    for (const path of ['/tenants', '/tenants/alpha', '/tenants/alpha/users', '/nothing']) {
      const { status, headers } = await managerOf(service, token).send('GET', path);
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-type')).toBe(
        status === 200 ? 'application/json' : 'application/problem+json',
      );
    }
  }
});

test('HEAD is GET without a body', async () => {
  const { status, text } = await clientOf(`${service.url}/manage`, tokens.deployment).send(
    'HEAD',
    '/tenants',
  );
  expect({ status, text }).toEqual({ status: 200, text: '' });
});

test('a management token is none for SCIM, and a disabled tenant is told so', async () => {
  const scim = clientOf(`${service.url}/scim/alpha`, tokens.deployment);
  expect((await scim.send('GET', '/Users')).status).toBe(401);
  const manager = managerOf(service, tokens.deployment);
  await manager.send('PATCH', '/tenants/beta', { provisioning: { enabled: false } });
  const { status, body } = await managerOf(service, tokens.betas).send('GET', '/tenants/beta/users');
  expect({ status, detail: body.detail }).toEqual({
    status: 403,
    detail: expect.stringContaining('turned off') as string,
  });
});

test('the use of a management token is noted, apart from those of tenants', async () => {
  await managerOf(service, tokens.deployment).send('GET', '/tenants');
  const table = await openTable(service, 'scimTenants');
  const { tokens: records } = await readManagementTokens(table, new AbortController().signal);
  const uses = await readLastUsed(table, deploymentHolder, new AbortController().signal);
  expect(uses.has(records[0]?.id ?? '')).toBe(true);
  // No tenant can be called so.
  expect(isTenantName(deploymentHolder)).toBe(false);
});
