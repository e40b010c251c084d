import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTable } from '../../shared/store/tables.ts';
import { addClient, type MadeSecret } from '../../shared/tenants/clients.ts';
import { clientOf } from '../support/client.ts';
import { startHosted, type HostedService } from '../support/hostedService.ts';
import { accessToken, basic, requestToken } from '../support/oauth.ts';
import { signingKey } from '../support/signingKeys.ts';
import { startStorage, type TestStorage } from '../support/store.ts';
import { madeTenant } from '../support/tenants.ts';

// The service runs in this process here, so that every line that it hands to the platform can be read.

let storage: TestStorage;
let hosted: HostedService;
let client: MadeSecret;

beforeAll(async () => {
  storage = await startStorage();
  const table = await openTable(storage, 'scimTenants');
  await madeTenant(table, 'demo');
  client = await addClient(table, 'demo', { label: 'Entra', scopes: ['provisioning'], days: 365 });
  hosted = await startHosted({
    SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
    SCIM_SEALING_KEYS: `key=${randomBytes(32).toString('base64')}`,
    SCIM_SIGNING_KEYS: signingKey('key'),
  });
});
afterAll(async () => {
  await hosted.stop();
  await storage.close();
});

test('the log says which tenant a client was of, of nobody else what they put into the URL, and no secret', async () => {
  const { host, lines } = hosted;
  const [known, unknown] = [`${host.url}/scim/demo`, `${host.url}/scim/not-to-be-logged`];
  const form = { client_id: client.clientId, client_secret: client.secret };
  const token = await accessToken(known, form);
  await requestToken(known, { scope: 'everything' }, basic(client.clientId, client.secret));
  await requestToken(unknown, form);
  await clientOf(known, token).send('GET', '/Users');
  await clientOf(unknown, token).send('GET', '/Users');

  const requests = lines.flatMap((line) => {
    const logged = JSON.parse(line.slice(line.indexOf('{'))) as Record<string, unknown>;
    return logged.event === 'request' ? [[logged.operation, logged.status, logged.tenant]] : [];
  });
  expect(requests).toEqual([
    ['issueToken', 200, 'demo'],
    ['issueToken', 400, 'demo'],
    ['issueToken', 401, undefined],
    ['listUsers', 200, 'demo'],
    ['listUsers', 401, undefined],
  ]);
  const log = lines.join('\n');
  const { authorization } = basic(client.clientId, client.secret);
  for (const secret of [client.secret, token, authorization.slice(6), 'not-to-be-logged'])
    expect(log).not.toContain(secret);
});
