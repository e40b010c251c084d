import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDirectory, type StandInDirectory } from '../../cli/directory/directory.ts';
import { newKeyEntry } from '../../cli/newKey.ts';
import { openTable } from '../../shared/store/tables.ts';
import { changeTenant } from '../../shared/tenants/change.ts';
import { clientOf } from '../support/client.ts';
import { startCollector, type Collector, type CollectedSpan } from '../support/collector.ts';
import { rememberSecret, searchForSecrets } from '../support/secretSearch.ts';
import { basic, requestToken } from '../support/oauth.ts';
import { command, startService, type RunningService } from '../support/service.ts';
import { uniflow } from '../support/store.ts';
import { signInAs, stranger } from '../support/useSignIn.ts';

/** What identifies a person. Each is a word that is met nowhere else. */
const person = {
  userName: 'zora.quill@personal.example',
  externalId: 'ext-77120934',
  displayName: 'Zora Quillfeather',
  email: 'zora.work@personal.example',
  pin: '90817263',
  card: 'CARD5550199',
};
const traceId = randomBytes(16).toString('hex');
const hostSpan = randomBytes(8).toString('hex');

let collector: Collector;
let id = '';
let token = '';
let spans: readonly CollectedSpan[];

beforeAll(async () => {
  collector = await startCollector();
  const directory = await startDirectory([]);
  const service = await startService({
    SCIM_SINGLE_SIGN_ON: 'on',
    SCIM_ENTRA_AUTHORITY: directory.origin,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    SCIM_SIGNING_KEYS: newKeyEntry('signing', 's1'),
  });
  ({ token } = service);
  const client = clientOf(service.tenantUrl, token);
  const traceparent = `00-${traceId}-${hostSpan}-01`;
  const body = {
    userName: person.userName,
    externalId: person.externalId,
    displayName: person.displayName,
    emails: [{ type: 'work', value: person.email }],
    [uniflow]: { pin: person.pin, cardNumber: person.card },
  };
  const created = await client.send('POST', '/Users', body, { traceparent });
  ({ id } = created.body);
  expect(created.status).toBe(201);
  expect((await client.send('POST', '/Users', body)).status).toBe(409);
  const operations = [{ op: 'Replace', path: 'displayName', value: 'Zora Q' }];
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
  const patched = await client.send('PATCH', `/Users/${id}`, { schemas, Operations: operations });
  expect(patched.status).toBe(200);
  const outdated = { 'if-match': 'W/"outdated"' };
  expect((await client.send('DELETE', `/Users/${id}`, undefined, outdated)).status).toBe(412);
  const filter = encodeURIComponent(`userName eq "${person.userName}"`);
  expect((await client.send('GET', `/Users?filter=${filter}`)).body.totalResults).toBe(1);
  expect((await clientOf(service.tenantUrl, 'wrong').send('GET', '/Users')).status).toBe(401);
  const { stdout } = await command(service, 'client', 'add', 'demo', '--label', 'Entra', '--json');
  const { clientId, clientSecret } = JSON.parse(stdout) as { clientId: string; clientSecret: string };
  rememberSecret(clientSecret);
  expect((await requestToken(service.tenantUrl, {}, basic(clientId, clientSecret))).status).toBe(200);
  const wrong = { client_id: clientId, client_secret: `${clientSecret}0` };
  expect((await requestToken(service.tenantUrl, wrong)).status).toBe(401);
  await signIns(service, directory);
  await service.stop();
  await directory.stop();
  spans = collector.spans();
});
afterAll(() => collector.close());

/** One sign-in that succeeds, and one of somebody whom the tenant does not have. */
async function signIns(service: RunningService, directory: StandInDirectory): Promise<void> {
  const { metadataUrl, directoryId } = directory;
  await changeTenant(await openTable(service, 'scimTenants'), 'demo', (tenant) => {
    const { identityProvider } = tenant;
    const singleSignOn = { ...identityProvider.singleSignOn, enabled: true, metadataUrl };
    const settings = { ...identityProvider.settings, entraTenantId: directoryId };
    return {
      ...tenant,
      identityProvider: {
        ...identityProvider,
        settings,
        singleSignOn: { ...singleSignOn, match: 'userName' },
      },
    };
  });
  const url = `${service.url}/sso/demo`;
  const zora = { ...stranger(), userName: person.userName };
  expect((await signInAs({ directory }, url, zora)).reply.status).toBe(303);
  expect((await signInAs({ directory }, url, stranger())).reply.status).toBe(403);
}

function requestSpan(operation: string, status: number): CollectedSpan {
  const found = spans.filter(
    ({ name, attributes }) => name === operation && attributes['scim.status'] === status,
  );
  expect(found, `${operation} ${status}`).toHaveLength(1);
  const [span] = found;
  if (span === undefined) throw new Error('There is no such span.');
  return span;
}

function childrenOf({ spanId }: CollectedSpan): readonly CollectedSpan[] {
  return spans.filter(({ parentSpanId }) => parentSpanId === spanId);
}

function count(name: string, attributes: Readonly<Record<string, string | number>>): number {
  const fitting = collector
    .points()
    .filter((point) => point.name === name)
    .filter((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value));
  return fitting.reduce((sum, { value }) => sum + value, 0);
}

describe('requests', () => {
  test.each([
    ['createUser', 201, 'demo'],
    ['createUser', 409, 'demo'],
    ['patchUser', 200, 'demo'],
    ['listUsers', 200, 'demo'],
    // Anybody can put a tenant into a URL.
    ['listUsers', 401, undefined],
    ['issueToken', 200, 'demo'],
    ['issueToken', 401, undefined],
    ['ssoAnswer', 303, 'demo'],
    ['ssoAnswer', 403, 'demo'],
  ])('%s with %i has a span and is counted', (operation, status, tenant) => {
    const { attributes } = requestSpan(operation, status);
    expect(attributes).toMatchObject({ 'scim.operation': operation, 'scim.status': status });
    expect(attributes['scim.tenant']).toBe(tenant);
    expect(attributes['scim.request_id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(count('scim.requests', { 'scim.operation': operation, 'scim.status': status })).toBe(1);
    expect(count('scim.request.duration', { 'scim.operation': operation, 'scim.status': status })).toBe(1);
  });

  test('join the trace of the host', () => {
    const span = requestSpan('createUser', 201);
    expect(span).toMatchObject({ traceId, parentSpanId: hostSpan });
    expect(requestSpan('patchUser', 200).traceId).not.toBe(traceId);
  });

  test.each([
    ['createUser', 201, { authenticate: 'done' }],
    ['listUsers', 401, { authenticate: 'refused' }],
    ['issueToken', 200, { identifyClient: 'done', signToken: 'done' }],
    ['issueToken', 401, { identifyClient: 'refused' }],
  ])('%s with %i has spans for what was done about tokens', (operation, status, expected) => {
    const found = childrenOf(requestSpan(operation, status)).filter(({ name }) => name in expected);
    const outcomes = found.map(({ name, attributes }) => [name, attributes['scim.outcome']]);
    expect(Object.fromEntries(outcomes)).toEqual(expected);
  });

  test('that are refused are counted by what refused them', () => {
    expect(count('scim.conflicts', { 'scim.conflict': 'uniqueness' })).toBe(1);
    const outdated = { 'scim.conflict': 'precondition', 'scim.operation': 'deleteUser' };
    expect(count('scim.conflicts', outdated)).toBe(1);
    expect(count('scim.authentication.failures', { 'scim.operation': 'listUsers' })).toBe(1);
    expect(count('scim.authentication.failures', { 'scim.operation': 'issueToken' })).toBe(1);
  });
});

test('sign-ins are counted, and those that are refused by their reason', () => {
  expect(count('scim.sign_ins', { 'scim.outcome': 'done' })).toBe(1);
  expect(count('scim.sign_ins', { 'scim.outcome': 'refused', 'scim.sign_in.refusal': 'userUnknown' })).toBe(
    1,
  );
  expect(requestSpan('ssoAnswer', 403).attributes['scim.sign_in.refusal']).toBe('userUnknown');
});

describe('storage', () => {
  test.each([
    // The first write of all makes the table.
    ['createUser', 201, ['transaction', 'createTable', 'transaction']],
    ['patchUser', 200, ['read', 'transaction']],
    ['listUsers', 200, ['read']],
  ])('calls of %s with %i are its children', (operation, status, calls) => {
    const request = requestSpan(operation, status);
    const children = childrenOf(request).filter(
      ({ attributes }) => attributes['scim.storage.table'] === 'scimUsers',
    );
    expect(children.map(({ name }) => name)).toEqual(calls.map((call) => `storage ${call}`));
    for (const { traceId: trace, attributes } of children) {
      expect(trace).toBe(request.traceId);
      expect(attributes).toMatchObject({ 'scim.tenant': 'demo', 'scim.operation': operation });
    }
  });

  test('says what a transaction was refused with, and is counted', () => {
    const statuses = childrenOf(requestSpan('createUser', 409)).map(
      ({ attributes }) => attributes['scim.status'],
    );
    expect(statuses).toContain(409);
    const created = { 'scim.storage.operation': 'transaction', 'scim.storage.table': 'scimUsers' };
    expect(count('scim.storage.calls', { ...created, 'scim.status': 202 })).toBe(2);
    expect(count('scim.storage.calls', { ...created, 'scim.status': 409 })).toBe(1);
  });

  test('of the provisioning log is timed: two writes and a refusal', () => {
    expect(count('scim.log.lag', { 'scim.operation': 'createUser' })).toBe(2);
    expect(count('scim.log.lag', { 'scim.operation': 'patchUser' })).toBe(1);
  });
});

test('nothing of a person or a credential is sent', () => {
  const all = collector.received();
  expect(all).toContain('createUser');
  for (const text of [...Object.values(person), id, token, 'Zora', 'filter']) expect(all).not.toContain(text);
  searchForSecrets('log', 'of telemetry', all);
});
