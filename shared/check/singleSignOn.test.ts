import { beforeAll, describe, expect, test } from 'vitest';
import { newDirectoryKey } from '../../cli/directory/directoryKey.ts';
import { storedUser } from '../../test/support/store.ts';
import { tenantOf } from '../../test/support/tenants.ts';
import type { SigningCertificate } from '../signIn/federationMetadata.ts';
import { defaultSingleSignOn, type SingleSignOn, type Tenant } from '../tenants/tenant.ts';
import type { Finding } from './finding.ts';
import {
  directoryClockFinding,
  matchFinding,
  metadataFindings,
  servesNobody,
  settingsFindings,
  unreadableFinding,
} from './singleSignOn.ts';

const dayMs = 86_400_000;
const now = Date.parse('2026-06-01T00:00:00Z');
const inDays = (days: number) => new Date(now + days * dayMs);

async function certificate(days: number, bits = 2_048): Promise<SigningCertificate> {
  const validity = { from: inDays(-1_000), to: inDays(days) };
  return { pem: (await newDirectoryKey(new Date(now), validity, bits)).certificate, ends: inDays(days) };
}

let long: SigningCertificate;
let ending: SigningCertificate;
let ended: SigningCertificate;
let weak: SigningCertificate;
beforeAll(async () => {
  [long, ending, ended, weak] = await Promise.all([
    certificate(400),
    certificate(20),
    certificate(-1),
    certificate(400, 1_024),
  ]);
});

function certificatesOf(...certificates: readonly SigningCertificate[]): readonly string[] {
  const metadata = {
    entityId: 'https://sts.windows.net/x/',
    passiveEndpoint: 'https://e/wsfed',
    certificates,
  };
  return metadataFindings(metadata, now)
    .filter(({ about }) => about === 'Certificate')
    .map(({ state, seen }) => `${state}: ${seen.replace(/The certificate \S+ /, '')}`);
}

function tenant(singleSignOn: Partial<SingleSignOn>, entraTenantId?: string): Tenant {
  const made = tenantOf('contoso', [], { entraTenantId });
  const { identityProvider } = made;
  return {
    ...made,
    identityProvider: { ...identityProvider, singleSignOn: { ...defaultSingleSignOn, ...singleSignOn } },
  };
}

const deployment = { issuesTokens: true, program: 'node dist/cli.js' };
const bad = (findings: readonly Finding[]) =>
  findings.filter(({ state }) => state !== 'ok').map(({ state, seen }) => `${state}: ${seen}`);

describe('certificates', () => {
  test('one that ends within 30 days is a warning unless another one stays', () => {
    expect(certificatesOf(long)).toEqual(['ok: ends on 2027-07-06, in 400 days.']);
    expect(certificatesOf(ending)).toEqual(['warning: ends on 2026-06-21, in 20 days.']);
    expect(certificatesOf(ending, long)[0]).toBe(
      'note: ends on 2026-06-21, in 20 days. Another one stays valid.',
    );
  });

  test('one that has ended is a problem unless another one is valid', () => {
    expect(certificatesOf(ended)).toEqual(['problem: ended on 2026-05-31.']);
    expect(certificatesOf(ended, long)[0]).toBe('note: ended on 2026-05-31. Another one is valid.');
  });

  test('a short key is a problem', () => {
    expect(certificatesOf(weak)).toEqual(['problem: has no RSA key of 2,048 bits.']);
  });
});

test('settings without directory and metadata, of a tenant that is off and disabled, are problems', () => {
  const made = tenant({ returnUrls: ['https://print.example.net/'] });
  const provisioning = { ...made.identityProvider.provisioning, enabled: false };
  const disabled = { ...made, identityProvider: { ...made.identityProvider, provisioning } };
  const findings = settingsFindings(disabled, { issuesTokens: false, program: 'uniflow-scim' });
  expect(bad(findings)).toEqual([
    'problem: Nobody signs in: single sign-on is off, the Directory (tenant) ID is missing, the App Federation Metadata URL is missing.',
    'problem: The tenant is disabled, so nobody signs in.',
    'warning: A sign-in may lead to other sites, and they get no code: the deployment signs no tokens.',
  ]);
  expect(findings.map(({ command }) => command).slice(0, 2)).toEqual([
    'uniflow-scim tenant set contoso --single-sign-on on --entra-tenant <Directory (tenant) ID> --metadata-url "<App Federation Metadata URL>"',
    'uniflow-scim tenant enable contoso',
  ]);
  expect(servesNobody(disabled)).toBe(true);
});

test('a metadata URL without the application has certificates that sign for no application', () => {
  const settings = { enabled: true, metadataUrl: 'https://login.example.net/x/federationmetadata.xml' };
  const directory = '0a1b2c3d-0000-4000-8000-00000000000f';
  expect(bad(settingsFindings(tenant(settings, directory), deployment))).toEqual([
    'warning: The metadata URL names no application (appid).',
  ]);
  const metadataUrl = `${settings.metadataUrl}?appid=1`;
  expect(bad(settingsFindings(tenant({ ...settings, metadataUrl }, directory), deployment))).toEqual([]);
});

test('the metadata URL tells which directory is missing, and which one is another', () => {
  const directory = '0a1b2c3d-0000-4000-8000-00000000000f';
  const settings = {
    enabled: true,
    metadataUrl: `https://login.example.net/${directory.toUpperCase()}/x?appid=1`,
  };
  const findings = settingsFindings(tenant(settings), deployment);
  expect(findings.map(({ command }) => command)).toEqual([
    `node dist/cli.js tenant set contoso --entra-tenant ${directory}`,
  ]);
  const other = '11111111-2222-3333-4444-555555555555';
  const made = tenant(settings, other);
  expect(bad(settingsFindings(made, deployment))).toEqual([
    `problem: The metadata URL is that of the directory ${directory}, and the Directory (tenant) ID is ${other}.`,
  ]);
  expect(servesNobody(made)).toBe(false);
});

test.each([
  [0, 'ok', 'agrees'],
  [90, 'warning', '90 s ahead of'],
  [-400, 'problem', '400 s behind'],
])('a clock that differs by %i s: %s', (seconds, state, says) => {
  const finding = directoryClockFinding(new Date(now).toUTCString(), now + seconds * 1_000);
  expect(finding).toMatchObject({ state, seen: expect.stringContaining(says) as string });
});

test('users are looked at as the tenant matches them', () => {
  const users = [
    storedUser({ userName: 'ada@contoso.com', externalId: '0a1b2c3d-0000-4000-8000-00000000000a' }),
    storedUser({ userName: 'grace', externalId: 'g' }),
  ];
  expect(matchFinding(tenant({ match: 'userName' }), users)).toMatchObject({ state: 'warning' });
  expect(matchFinding(tenant({}), users.slice(0, 1))).toMatchObject({ state: 'ok' });
  expect(matchFinding(tenant({}), users.slice(1))).toMatchObject({ state: 'problem' });
  expect(matchFinding(tenant({}), [])).toMatchObject({ state: 'warning' });
  expect(matchFinding(tenant({ automaticRegistration: true }), [])).toMatchObject({ state: 'note' });
});

test('says why nothing could be fetched', () => {
  const refused = new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
  expect(unreadableFinding(refused).seen).toBe("The metadata can't be fetched: unexpected redirect.");
});
