import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAuthority } from '../../../cli/entra/wire/authority.ts';
import { freePort } from '../../support/freshProject.ts';
import { runHere } from '../../support/runHere.ts';
import type { Settings } from '../../../cli/settings.ts';
import { rememberSecret } from '../../support/secretSearch.ts';
import { command, startService, type RunningService } from '../../support/service.ts';
import { signingKey } from '../../support/signingKeys.ts';

const entraTenant = '11111111-2222-3333-4444-555555555555';
const subject = '66666666-7777-8888-9999-000000000000';
const audience = 'api://print';

let folder: string;
let authorityPort: number;
let service: RunningService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'));
  authorityPort = await freePort();
  service = await startService({
    SCIM_SIGNING_KEYS: signingKey('key'),
    SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 1).toString('base64')}`,
    SCIM_ENTRA_AUTHORITY: `http://127.0.0.1:${authorityPort}`,
  });
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true });
});

/** `entra test-connection` with these options. */
function connect(settings: Settings, ...options: readonly string[]) {
  const target = ['--tenant-url', service.tenantUrl, '--state', folder];
  return runHere(['entra', 'test-connection', ...target, ...options], settings);
}

const connected = { code: 0, stderr: '' };

async function newClient(): Promise<{ readonly clientId: string; readonly clientSecret: string }> {
  const { stdout, stderr } = await command(service, 'client', 'add', 'demo', '--json');
  if (stdout === '') throw new Error(stderr);
  const made = JSON.parse(stdout) as { clientId: string; clientSecret: string };
  rememberSecret(made.clientSecret);
  return made;
}

test('a secret token connects, and another one is refused', async () => {
  expect(await connect({ SCIM_TOKEN: service.token })).toMatchObject(connected);
  const refused = await connect({ SCIM_TOKEN: 'another' });
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('The service refuses the credentials (401)');
});

test.each([
  ['in a Basic header', []],
  ['in the body', ['--client-secret-in-body']],
])('client credentials connect, with the secret %s', async (_, options) => {
  const { clientId, clientSecret } = await newClient();
  const settings = { SCIM_CLIENT_SECRET: clientSecret };
  expect(await connect(settings, '--client-id', clientId, ...options)).toMatchObject(connected);
});

test('a wrong client secret is refused, and not repeated', async () => {
  const { clientId } = await newClient();
  const { code, stderr } = await connect({ SCIM_CLIENT_SECRET: 'wrong-secret' }, '--client-id', clientId);
  expect(code).toBe(1);
  expect(stderr).toMatch(/was answered 401 \(invalid_client\) instead of an access token/);
  expect(stderr).not.toContain('wrong-secret');
});

test('workload identity connects by an assertion that the command signs, for the right audience only', async () => {
  const federated = ['--entra-tenant', entraTenant, '--subject', subject, '--audience', audience];
  const { stdout } = await command(service, 'client', 'federate', 'demo', ...federated, '--json');
  expect(stdout).toContain(subject);
  const options = (text: string) => [
    ...['--authority-port', String(authorityPort), '--client-id', subject],
    ...['--entra-tenant', entraTenant, '--audience', text],
  ];
  expect(await connect({}, ...options(audience))).toMatchObject(connected);
  const other = await connect({}, ...options('api://other'));
  expect(other.code).toBe(1);
  expect(other.stderr).toContain('(invalid_client)');
  const incomplete = await connect({}, '--authority-port', String(authorityPort));
  expect(incomplete).toMatchObject({ code: 2 });
  expect(incomplete.stderr).toContain('--authority-port needs --client-id');
});

test('the next run signs with the same key', async () => {
  const keyFile = join(folder, 'key.json');
  const publishedKeys = async () => {
    const authority = await startAuthority(0, keyFile);
    const text = await (await fetch(`${authority.url}/common/discovery/v2.0/keys`)).text();
    await authority.close();
    return text.replaceAll(authority.url, '');
  };
  expect(await publishedKeys()).toBe(await publishedKeys());
});
