import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tableConnectionString } from '../../cli/host/azurite.ts';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { openTable } from '../../shared/store/tables.ts';
import { startHosted, type HostedService } from '../support/hostedService.ts';
import { startStorage } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';
import { signInAs, useSignIn } from '../support/useSignIn.ts';

/** What has been loaded beside the bundle, which itself is compiled and not required. */
function loaded(): readonly string[] {
  const { cache } = createRequire(import.meta.url);
  return Object.keys(cache)
    .filter((path) => path.includes('/dist/') && path.endsWith('.cjs') && !path.includes('node_modules'))
    .map((path) => basename(path));
}

const signIn = await useSignIn();

// The SDK reads it once in a process.
beforeEach(() => {
  vi.stubEnv('NO_PROXY', '').stubEnv('no_proxy', '');
});

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of open.splice(0).toReversed()) await close();
});

/** A server that is no Table Storage. */
async function startServer(
  listener: RequestListener,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { server, port: (server.address() as AddressInfo).port };
}

async function startWith(connectionString: string): Promise<HostedService> {
  const service = await startHosted({
    SCIM_STORAGE_CONNECTION_STRING: connectionString,
    SCIM_SEALING_KEYS: `test=${randomBytes(32).toString('base64')}`,
  });
  open.push(() => service.stop());
  return service;
}

/** A request that has to ask storage who the caller is. */
async function authenticated({ host }: HostedService): Promise<number> {
  const headers = { authorization: `Bearer ${createSecretToken()}` };
  return (await fetch(`${host.url}/scim/demo/Users`, { headers })).status;
}

test('an answer without storage loads nothing late, a list the SDK of storage; a JWT and a schema load one file more each', async () => {
  const storage = await startStorage();
  open.push(() => storage.close());
  const token = await madeTenant(await openTable(storage, 'scimTenants'), 'demo');
  const { host } = await startWith(storage.connectionString);
  const users = `${host.url}/scim/demo/Users`;
  expect((await fetch(users)).status).toBe(401);
  expect(loaded()).toEqual([]);
  expect((await fetch(users, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  expect(loaded()).toEqual(['storage.cjs']);
  const jwt = { authorization: 'Bearer e30.e30.' };
  expect((await fetch(users, { headers: jwt })).status).toBe(401);
  const schemas = await fetch(`${host.url}/scim/demo/Schemas`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(schemas.status).toBe(200);
  expect(loaded()).toEqual(['storage.cjs', 'jose.cjs', 'discovery.cjs']);
});

test('a refusal in XML is read', async () => {
  const { port } = await startServer((_, response) => {
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end(
      '<?xml version="1.0"?><error><code>AuthenticationFailed</code><message>No.</message></error>',
    );
  });
  const service = await startWith(tableConnectionString(port));
  // A role that is still being assigned is refused like this: it passes.
  expect(await authenticated(service)).toBe(503);
  expect(service.lines.join('\n')).toContain('RestError');
  expect(service.lines.join('\n')).not.toContain('PARSE_ERROR');
});

test('storage is reached through a proxy', async () => {
  const asked: string[] = [];
  const { port: proxy } = await startServer(({ url }, response) => {
    asked.push(url ?? '');
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end('{"odata.error":{"code":"ResourceNotFound","message":{"value":""}}}');
  });
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${proxy}`);
  const service = await startWith(tableConnectionString(1));
  expect(await authenticated(service)).toBe(401);
  expect(asked).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/devstoreaccount1\/scimTenants/)]);
  expect(loaded()).toContain('proxyAgents.cjs');
});

test('storage over TLS is reached through a tunnel of the proxy', async () => {
  const asked: string[] = [];
  const { server, port } = await startServer((_, response) => response.end());
  server.on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`);
  const account = { AccountName: 'account', AccountKey: randomBytes(64).toString('base64') };
  const parts = { DefaultEndpointsProtocol: 'https', ...account, EndpointSuffix: 'core.example' };
  const service = await startWith(
    Object.entries(parts)
      .map(([name, value]) => `${name}=${value}`)
      .join(';'),
  );
  expect(await authenticated(service)).toBe(503);
  expect(asked[0]).toBe('account.table.core.example:443');
});

test('a sign-in takes the libraries for XML; neither the bundle nor a request before has them', async () => {
  const bundle = await readFile('dist/functions.cjs', 'utf8');
  expect(bundle).not.toMatch(/SignedXml ?=|DOMParser ?=|class SignedXml/);
  const tenant = await signIn.tenant();
  const jane = await tenant.provision();
  const xml = ['xmldom.cjs', 'xmlCrypto.cjs'];
  expect(loaded().filter((name) => xml.includes(name))).toEqual([]);
  expect((await signInAs(signIn, tenant.url, jane)).reply.status).toBe(303);
  expect(loaded()).toEqual(expect.arrayContaining(xml));
});
