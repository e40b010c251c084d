import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { readAddress } from '../../shared/check/address.ts';
import { examine } from '../../cli/doctor/examine.ts';
import { readyFinding } from '../../cli/doctor/health.ts';
import { latencyFinding } from '../../shared/check/protocol.ts';
import { report } from '../../cli/doctor/report.ts';
import { readToken, refusalFinding } from '../../cli/doctor/token.ts';
import { painter } from '../../cli/entra/table.ts';
import { defined } from '../../shared/scim/json.ts';
import { clientOf } from '../support/client.ts';
import { managementToken } from '../support/manage.ts';
import { startServiceProcess } from '../support/serviceProcess.ts';
import { useTenant } from '../support/useTenant.ts';

const tenant = await useTenant();

const asked = (tenantUrl: string, token?: string) =>
  examine({ tenantUrl, token, managementToken: undefined, matching: 'userName' });
const problems = async (tenantUrl: string, token?: string) =>
  (await asked(tenantUrl, token)).filter(({ state }) => state === 'problem').map(({ about }) => about);

test('a service that is well has no problem, and nothing is written to it', async () => {
  const findings = await asked(tenant.tenantUrl, tenant.token);
  // How quick this machine is decides nothing.
  const timeless = findings.filter(({ about }) => about !== 'Latency');
  expect(timeless.filter(({ state }) => state === 'problem' || state === 'warning')).toEqual([]);
  expect(findings.map(({ about }) => about)).toContain('Latency');
  const users = await clientOf(tenant.tenantUrl, tenant.token).send('GET', '/Users');
  expect(users.body.totalResults).toBe(0);
  const text = report(findings, painter(false));
  expect(text).toContain('No problem was found.');
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(text).not.toContain(tenant.token);
});

test('a token that is not known, and a tenant that is not there, are the token', async () => {
  expect(await problems(tenant.tenantUrl, createSecretToken())).toEqual(['Token']);
  expect(await problems(`${tenant.service.url}/scim/nobody`, tenant.token)).toEqual(['Token']);
});

test('a stranger that answers 404 to everything fails, and what it repeats of the token is not shown', async () => {
  const token = createSecretToken();
  const server = createServer((request, response) => {
    const told = request.headers.authorization?.replace('Bearer ', '') ?? 'none';
    response.setHeader('date', 'Sat, 31 Jan 2015 08:00:00 GMT');
    // A media type is what the doctor repeats of an answer.
    if (request.url?.includes('/ServiceProviderConfig') === true)
      response.setHeader('content-type', told).end('{"schemas":[]}');
    else response.writeHead(404).end(told);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/demo`;
  const findings = await asked(url, token);
  expect(new Set(findings.filter(({ state }) => state === 'problem').map(({ about }) => about))).toEqual(
    new Set(['Clock', 'Test connection', 'Discovery']),
  );
  expect(findings.map(({ seen }) => seen)).toContain('/ServiceProviderConfig has the media type (secret).');
  expect(JSON.stringify(findings).toLowerCase()).not.toContain(token.toLowerCase());
  server.closeAllConnections();
  await once(server.close(), 'close');
  expect(await problems(url, token)).toEqual(['Network']);
});

test.each([
  ['nonsense', 'problem'],
  ['https://portal.azure.com/scim/demo', 'problem'],
  ['https://me:secret@scim.example/scim/demo', 'problem'],
  ['http://scim.example/scim/demo', 'problem'],
  ['http://127.example.com/scim/demo', 'problem'],
  ['https://scim.example/scim/users', 'ok'],
  ['https://scim.example/scim/demo/Users', 'problem'],
  ['https://scim.example/scim/demo/', 'warning'],
  ['https://scim.example/demo', 'warning'],
  ['http://localhost:7071/scim/demo', 'note'],
  ['https://scim.example/scim/demo?aadOptscim062020', 'ok'],
])('%s is a URL of the state %s', (text, state) => {
  expect(readAddress(text).findings.map((finding) => finding.state)).toEqual([state]);
});

test.each([
  [200, true, 'ok', 'ready'],
  [401, true, 'problem', 'refused'],
  [429, true, 'problem', '429'],
  [503, false, 'problem', 'not ready'],
])('what /health/ready says with %i', (status, asManager, state, seen) => {
  const reply = { status, headers: {}, empty: true, body: undefined, milliseconds: 1 };
  const finding = readyFinding(reply, asManager);
  expect(finding.state).toBe(state);
  expect(finding.seen).toContain(seen);
});

test.each([
  ['azure', 'It keeps its data in Azure Table Storage.'],
  ['local', 'It keeps its data on its own machine'],
  [undefined, 'ready for requests.'],
])('a service that says its storage is %s', (storage, seen) => {
  const body = { status: 'ready', ...defined({ storage }) };
  expect(
    readyFinding({ status: 200, headers: {}, body, milliseconds: 1, empty: false }, false).seen,
  ).toContain(seen);
});

test('half of the lookups above half a second are a warning, and one slow one is none', () => {
  expect(latencyFinding([10, 20, 5_000]).state).toBe('ok');
  expect(latencyFinding([10, 500, 600]).state).toBe('warning');
});

test.each([500, 503])('functions that do not run (%i) are a problem', async (status) => {
  const server = createServer((_, response) => {
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const findings = await asked(`http://127.0.0.1:${(server.address() as AddressInfo).port}/scim/demo`);
  server.closeAllConnections();
  await once(server.close(), 'close');
  const health = findings.filter(({ about }) => about === 'Health');
  expect(health).toMatchObject([
    { state: 'problem', seen: `The functions do not run: /health/live is ${status}.` },
  ]);
});

test('an error of its own is no answer that is missing', async () => {
  // Half a character can't be sent.
  const complaint = { tenantUrl: tenant.tenantUrl, token: tenant.token, managementToken: undefined };
  await expect(examine({ ...complaint, matching: '\ud800' })).rejects.toThrow(URIError);
});

test('a disabled tenant is told by its 403', () => {
  expect(refusalFinding(403)?.advice).toContain('tenant enable');
});

test('a management token that can not be one is not sent', async () => {
  const findings = await examine({
    ...{ tenantUrl: tenant.tenantUrl, token: tenant.token, matching: 'userName' },
    managementToken: 'two\nlines',
  });
  expect(findings.filter(({ state }) => state === 'problem').map(({ about }) => about)).toEqual([
    'Management token',
  ]);
});

test('what is pasted along with a token is said and taken off', () => {
  const token = createSecretToken();
  expect(readToken(`${token}\n`).finding.state).toBe('ok');
  for (const text of [`"${token}"`, ` ${token}`, `Bearer ${token}`])
    expect(readToken(text)).toMatchObject({ token, finding: { state: 'warning' } });
  for (const text of ['', token.slice(0, -1), `ufscimc_${token}`, 'two words'])
    expect(readToken(text).finding.state).toBe('problem');
});

test('a misspelled setting is named when the service starts, and by the doctor to who has a management token', async () => {
  const sentence = 'SCIM_PIN_LENGHT is not a setting, so nothing reads it. Did you mean SCIM_PIN_LENGTH?';
  const misspelled = await startServiceProcess({ SCIM_MANAGEMENT_API: 'on', SCIM_PIN_LENGHT: '4' });
  try {
    const { token } = await managementToken(misspelled);
    const examined = (management: string | undefined) =>
      examine({ ...misspelled, managementToken: management, matching: 'userName' });
    expect(misspelled.log()).toContain(sentence);
    const warned = { about: 'Settings', state: 'warning', seen: sentence };
    expect(await examined(token)).toContainEqual(expect.objectContaining(warned));
    expect(await examined(undefined)).not.toContainEqual(expect.objectContaining(warned));
  } finally {
    await misspelled.stop();
  }
});
