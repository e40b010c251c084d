import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { selfSigned } from '../support/certificates.ts';
import { clientOf } from '../support/client.ts';
import { startServiceProcess } from '../support/serviceProcess.ts';
import { searchForSecrets } from '../support/secretSearch.ts';

/** What Application Insights is sent for a span or a metric. */
interface Envelope {
  readonly tags: Readonly<Record<string, string>>;
  readonly data: {
    readonly baseType: string;
    readonly baseData: {
      readonly name?: string;
      readonly type?: string;
      readonly id?: string;
      readonly properties?: Readonly<Record<string, string>>;
      readonly metrics?: readonly { readonly name: string; readonly value: number }[];
    };
  };
}

const userName = 'zora.quill@personal.example';
const externalId = 'ext-77120934';

let server: Server;
let folder: string;
const received: string[] = [];
let envelopes: readonly Envelope[];

/** Application Insights' ingestion endpoint, which takes what it is sent. The exporter speaks TLS only. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uniflow-scim-'));
  const certificate = await selfSigned();
  const trusted = join(folder, 'trusted.pem');
  await writeFile(trusted, certificate.cert);
  server = createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
      received.push(text);
      const items = envelopesIn(text).length;
      const answer = { itemsReceived: items, itemsAccepted: items, errors: [] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `https://localhost:${(server.address() as AddressInfo).port}`;
  const service = await startServiceProcess({
    APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=${address}/;LiveEndpoint=${address}/`,
    OTEL_SERVICE_NAME: 'scim-test',
    NODE_EXTRA_CA_CERTS: trusted,
  });
  const client = clientOf(service.tenantUrl, service.token);
  expect((await client.send('POST', '/Users', { userName, externalId })).status).toBe(201);
  const filter = encodeURIComponent(`userName eq "${userName}"`);
  expect((await client.send('GET', `/Users?filter=${filter}`)).body.totalResults).toBe(1);
  await service.stop();
  envelopes = received.flatMap(envelopesIn);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** An array, or an object on each line. */
function envelopesIn(text: string): readonly Envelope[] {
  const parsed = text.startsWith('[') ? text : `[${text.trim().split('\n').join(',')}]`;
  return JSON.parse(parsed) as Envelope[];
}

function dependency(name: string): Envelope {
  const found = envelopes.find(
    ({ data }) => data.baseType === 'RemoteDependencyData' && data.baseData.name === name,
  );
  if (found === undefined) throw new Error(`There is no dependency ${name}: ${JSON.stringify(envelopes)}`);
  return found;
}

test('requests and their storage calls arrive as dependencies, with operation, tenant and status', () => {
  const request = dependency('createUser');
  expect(request.data.baseData.properties).toMatchObject({
    'scim.operation': 'createUser',
    'scim.tenant': 'demo',
    'scim.status': '201',
  });
  expect(request.tags['ai.cloud.role']).toBe('scim-test');
  const storage = dependency('storage transaction');
  expect(storage.data.baseData.properties).toMatchObject({ 'scim.operation': 'createUser' });
  expect(storage.tags['ai.operation.parentId']).toBe(request.data.baseData.id);
});

test('metrics arrive under their names', () => {
  const metrics = envelopes.flatMap(({ data }) => data.baseData.metrics ?? []);
  expect(metrics.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['scim.requests', 'scim.request.duration', 'scim.storage.calls', 'scim.log.lag']),
  );
});

test('the exporter counts nothing else', () => {
  const metrics = envelopes.flatMap(({ data }) => data.baseData.metrics ?? []);
  expect(metrics.filter(({ name }) => !name.startsWith('scim.'))).toEqual([]);
});

test('nothing of a person is sent', () => {
  const all = received.join('\n');
  for (const text of [userName, externalId, 'zora', 'filter']) expect(all).not.toContain(text);
  searchForSecrets('log', 'of telemetry', all);
});
