import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { basename } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newKeyEntry } from '../../cli/newKey.ts';
import { openTable } from '../../shared/store/tables.ts';
import { clientOf, type Client } from '../support/client.ts';
import { startCollector } from '../support/collector.ts';
import { startHosted, type HostedService } from '../support/hostedService.ts';
import { startStorage, type TestStorage } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';

const { cache } = createRequire(import.meta.url);
const telemetryFile = /\/dist\/(?:telemetry|azureMonitor)\.cjs$/;

function loaded(): readonly string[] {
  return Object.keys(cache).flatMap((path) => (telemetryFile.test(path) ? [basename(path)] : []));
}

let storage: TestStorage;
let token: string;
beforeAll(async () => {
  storage = await startStorage();
  token = await madeTenant(await openTable(storage, 'scimTenants'), 'demo');
});
afterAll(() => storage.close());
beforeEach(() => {
  for (const path of Object.keys(cache)) if (telemetryFile.test(path)) Reflect.deleteProperty(cache, path);
});

async function started(
  settings: Readonly<Record<string, string>>,
): Promise<HostedService & { client: Client }> {
  const service = await startHosted({
    SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
    SCIM_SEALING_KEYS: newKeyEntry('sealing', 'k1'),
    ...settings,
  });
  return { ...service, client: clientOf(`${service.host.url}/scim/demo`, token) };
}

test.each([
  ['nothing is configured', {}],
  ['it is turned off', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }],
])('where %s no telemetry is loaded, not even at the end', async (_, settings) => {
  const service = await started(settings);
  expect((await service.client.send('GET', '/Users')).status).toBe(200);
  await service.stop();
  expect(loaded()).toEqual([]);
});

test('where it is configured it is loaded, and what was recorded before is sent', async () => {
  const collector = await startCollector();
  const service = await started({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  expect((await service.client.send('GET', '/Users')).status).toBe(200);
  await service.stop();
  expect(loaded()).toEqual(['telemetry.cjs']);
  expect(collector.spans().map(({ name }) => name)).toContain('listUsers');
  await collector.close();
});

test('a wrong connection string keeps nothing from the collector', async () => {
  const collector = await startCollector();
  const service = await started({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    APPLICATIONINSIGHTS_CONNECTION_STRING: 'secret-nonsense',
  });
  expect((await service.client.send('GET', '/Users')).status).toBe(200);
  await service.stop();
  expect(collector.spans().map(({ name }) => name)).toContain('listUsers');
  await collector.close();
});

test('a collector that never answers keeps no request waiting', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked = once(server, 'request');
  const service = await started({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
  expect((await service.client.send('GET', '/Users')).status).toBe(200);
  await asked;
  expect((await service.client.send('GET', '/Users')).status).toBe(200);
  await service.stop();
  server.closeAllConnections();
  server.close();
});

// Settings that are wrong: shared/telemetry/export.test.ts. How often it complains: delivery.test.ts.
test('a dead collector changes no answer, and the log says once what is wrong', async () => {
  const service = await started({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  const complaints = () => service.lines.filter((line) => line.includes('telemetryFailed'));
  const until = performance.now() + 20_000;
  while (complaints().length === 0 && performance.now() < until) {
    expect((await service.client.send('GET', '/Users')).status).toBe(200);
    await wait(100);
  }
  for (let more = 0; more < 5; more += 1)
    expect((await service.client.send('GET', '/Users')).status).toBe(200);
  await service.stop();
  expect(complaints()).toHaveLength(1);
  const error = 'TelemetryNotSent ECONNREFUSED';
  expect(complaints()[0]).toContain(JSON.stringify({ event: 'telemetryFailed', error }));
});
