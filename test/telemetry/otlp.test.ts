import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKeyEntry } from '../../cli/newKey.ts';
import { clientOf } from '../support/client.ts';
import { startCollector, type Collector, type CollectedSpan } from '../support/collector.ts';
import { searchForSecrets } from '../support/secretSearch.ts';
import { startService } from '../support/service.ts';
import { uniflow } from '../support/store.ts';

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
  const service = await startService({
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
  const filter = encodeURIComponent(`userName eq "${person.userName}"`);
  expect((await client.send('GET', `/Users?filter=${filter}`)).body.totalResults).toBe(1);
  expect((await clientOf(service.tenantUrl, 'wrong').send('GET', '/Users')).status).toBe(401);
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'x', client_secret: 'y' });
  const refused = await fetch(`${service.tenantUrl}/oauth2/token`, { method: 'POST', body: form });
  expect(refused.status).toBe(401);
  await service.stop();
  spans = collector.spans();
});
afterAll(() => collector.close());

function requestSpan(operation: string, status: number): CollectedSpan {
  const found = spans.filter(
    ({ name, attributes }) => name === operation && attributes['scim.status'] === status,
  );
  expect(found, `${operation} ${status}`).toHaveLength(1);
  const [span] = found;
  if (span === undefined) throw new Error('There is no such span.');
  return span;
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
    ['issueToken', 401, undefined],
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

  test('that are refused are counted by what refused them', () => {
    expect(count('scim.conflicts', { 'scim.conflict': 'uniqueness' })).toBe(1);
    expect(count('scim.authentication.failures', { 'scim.operation': 'listUsers' })).toBe(1);
    expect(count('scim.authentication.failures', { 'scim.operation': 'issueToken' })).toBe(1);
  });
});

test('nothing of a person or a credential is sent', () => {
  const all = collector.received();
  expect(all).toContain('createUser');
  for (const text of [...Object.values(person), id, token, 'Zora', 'filter']) expect(all).not.toContain(text);
  searchForSecrets('log', 'of telemetry', all);
});
