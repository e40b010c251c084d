import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultMapping } from '../../../cli/entra/mapping/schemaFile.ts';
import { startAuthority, type Authority } from '../../../cli/entra/wire/authority.ts';
import { createProvisioningClient } from '../../../cli/entra/wire/client.ts';
import {
  accessTokens,
  clientAssertion,
  clientSecret,
  secretToken,
  type Credentials,
} from '../../../cli/entra/wire/credentials.ts';
import { Pace } from '../../../cli/entra/wire/pace.ts';
import { redactionOf } from '../../../cli/entra/wire/redact.ts';
import { openTable, type Table } from '../../../shared/store/tables.ts';
import { addFederatedCredential } from '../../../shared/tenants/clients.ts';
import { command, startService, type RunningService } from '../../support/service.ts';
import { rememberSecret } from '../../support/secretSearch.ts';
import { signingKey } from '../../support/signingKeys.ts';

const entraTenant = '11111111-2222-3333-4444-555555555555';
const subject = '66666666-7777-8888-9999-000000000000';
const audience = 'api://print';

let folder: string;
let authority: Authority;
let service: RunningService;
let table: Table;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'authority-'));
  authority = await startAuthority(0, join(folder, 'key.json'));
  service = await startService({
    SCIM_SIGNING_KEYS: signingKey('key'),
    SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 1).toString('base64')}`,
    SCIM_ENTRA_AUTHORITY: authority.url,
  });
  table = await openTable(service, 'scimTenants');
});
afterAll(async () => {
  await service.stop();
  await authority.close();
  await rm(folder, { recursive: true });
});

function connect(credentials: Credentials) {
  const client = createProvisioningClient({
    ...{ tenantUrl: service.tenantUrl, credentials, pace: new Pace(Infinity), record: () => undefined },
    redaction: redactionOf(undefined, credentials.secrets),
    maxAttempts: 2,
  });
  return client.testConnection(defaultMapping(false));
}

const tokenUrl = () => `${service.tenantUrl}/oauth2/token`;

async function newClient(): Promise<{ readonly clientId: string; readonly clientSecret: string }> {
  const { stdout, stderr } = await command(service, 'client', 'add', 'demo', '--json');
  if (stdout === '') throw new Error(stderr);
  const made = JSON.parse(stdout) as { clientId: string; clientSecret: string };
  rememberSecret(made.clientSecret);
  return made;
}

test('a secret token connects, and another one is refused', async () => {
  await connect(secretToken(service.token));
  await expect(connect(secretToken('another'))).rejects.toThrow('The service refuses the credentials (401)');
});

test.each([false, true])('client credentials connect (secret in the body: %s)', async (inBody) => {
  const made = await newClient();
  const prove = clientSecret(made.clientId, made.clientSecret, inBody);
  await connect(accessTokens({ url: tokenUrl(), prove }, [made.clientSecret]));
});

test('a wrong client secret is told without it', async () => {
  const { clientId } = await newClient();
  const prove = clientSecret(clientId, 'wrong-secret', false);
  const refused = connect(accessTokens({ url: tokenUrl(), prove }, ['wrong-secret']));
  await expect(refused).rejects.toThrow(/was answered 401 \(invalid_client\) instead of an access token/);
  await expect(refused).rejects.not.toThrow('wrong-secret');
});

test('workload identity connects by what the authority that stands in for Entra has signed', async () => {
  const scopes = ['provisioning'] as const;
  await addFederatedCredential(table, 'demo', {
    ...{ label: 'Entra', entraTenantId: entraTenant, subject, audience, scopes, expires: undefined },
  });
  const sign = (text: string) => authority.sign({ entraTenant, subject, audience: text });
  await connect(accessTokens({ url: tokenUrl(), prove: clientAssertion(subject, () => sign(audience)) }, []));
  const other = clientAssertion(subject, () => sign('api://other'));
  await expect(connect(accessTokens({ url: tokenUrl(), prove: other }, []))).rejects.toThrow(
    '(invalid_client)',
  );
});

test('the authority signs with the same key when it is started again', async () => {
  const keys = async (url: string) => (await fetch(`${url}/common/discovery/v2.0/keys`)).text();
  const again = await startAuthority(0, join(folder, 'key.json'));
  const plain = (text: string, url: string) => text.replaceAll(url, '');
  expect(plain(await keys(again.url), again.url)).toBe(plain(await keys(authority.url), authority.url));
  await again.close();
});
