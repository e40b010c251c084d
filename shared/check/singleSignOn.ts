import { X509Certificate } from 'node:crypto';
import { UnusableDocument } from '../auth/entraDocuments.ts';
import { clockSkewMs } from '../signIn/assertion.ts';
import {
  certificateWarningDays,
  type DirectoryMetadata,
  type SigningCertificate,
} from '../signIn/federationMetadata.ts';
import { isPermittedKey } from '../signIn/xml/signature.ts';
import { isGuid } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import { directoryOfUrl, namesApplication, type SignInAddresses } from '../tenants/singleSignOn.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { note, ok, problem, warning, type Finding } from './finding.ts';

const dayMs = 86_400_000;
const maxSkewSeconds = clockSkewMs / 1_000;

/** What the deployment has, and how its command line is called. */
export interface CheckedDeployment {
  /** Whether it has signing keys. */
  readonly issuesTokens: boolean;
  /** `node dist/cli.js`: proposed commands begin with it. */
  readonly program: string;
}

/** The settings, without asking anybody. */
export function settingsFindings(
  tenant: Tenant,
  { issuesTokens, program }: CheckedDeployment,
): readonly Finding[] {
  const { singleSignOn, settings, provisioning } = tenant.identityProvider;
  const { metadataUrl, returnUrls } = singleSignOn;
  const missing = missingSettings(tenant);
  const about = 'Settings';
  return [
    missing.length === 0
      ? ok(about, 'Single sign-on is on.')
      : {
          ...problem(
            about,
            `Nobody signs in: ${missing.map(({ seen }) => seen).join(', ')}.`,
            missing.length > 1 ? 'Set all of it together:' : 'Set it:',
          ),
          command: `${program} tenant set ${tenant.name} ${missing.map(({ option }) => option).join(' ')}`,
        },
    ...(provisioning.enabled
      ? []
      : [
          {
            ...problem(about, 'The tenant is disabled, so nobody signs in.', 'Enable it:'),
            command: `${program} tenant enable ${tenant.name}`,
          },
        ]),
    ...(metadataUrl === undefined ? [] : metadataUrlFindings(metadataUrl, settings.entraTenantId)),
    ...(returnUrls.length > 0 && !issuesTokens
      ? [
          warning(
            about,
            'A sign-in may lead to other sites, and they get no code: the deployment signs no tokens.',
            'Set SCIM_SIGNING_KEYS, or remove the return URLs.',
          ),
        ]
      : []),
  ];
}

/** Whether the service answers 404 for the tenant because of its settings, so that nobody signs in. */
export function servesNobody(tenant: Tenant): boolean {
  return missingSettings(tenant).length > 0 || !tenant.identityProvider.provisioning.enabled;
}

interface MissingSetting {
  readonly seen: string;
  /** The option of `tenant set`. */
  readonly option: string;
}

/** Without all three nobody signs in, and single sign-on can't be turned on without the other two. */
function missingSettings({ identityProvider }: Tenant): readonly MissingSetting[] {
  const { enabled, metadataUrl } = identityProvider.singleSignOn;
  const directory = metadataUrl === undefined ? undefined : directoryOfUrl(metadataUrl);
  const when = (missing: boolean, seen: string, option: string) => (missing ? [{ seen, option }] : []);
  return [
    ...when(!enabled, 'single sign-on is off', '--single-sign-on on'),
    ...when(
      identityProvider.settings.entraTenantId === undefined,
      'the Directory (tenant) ID is missing',
      `--entra-tenant ${directory ?? '<Directory (tenant) ID>'}`,
    ),
    ...when(
      metadataUrl === undefined,
      'the App Federation Metadata URL is missing',
      '--metadata-url "<App Federation Metadata URL>"',
    ),
  ];
}

/** What can be seen of the metadata URL alone. */
function metadataUrlFindings(metadataUrl: string, entraTenantId: string | undefined): readonly Finding[] {
  const directory = directoryOfUrl(metadataUrl);
  const isOther = directory !== undefined && entraTenantId !== undefined && directory !== entraTenantId;
  return [
    ...(isOther
      ? [
          problem(
            'Settings',
            `The metadata URL is that of the directory ${directory}, and the Directory (tenant) ID is ${entraTenantId}.`,
            'Copy both again from the directory at which people sign in, and set both together.',
          ),
        ]
      : []),
    ...(namesApplication(metadataUrl) ? [] : [warning('Settings', noApplication.seen, noApplication.advice)]),
  ];
}

/** Entra answers such a URL with the certificates of the directory, which sign for no application. */
export const noApplication = {
  seen: 'The metadata URL names no application (appid).',
  advice:
    'Copy the App Federation Metadata URL of the enterprise application: it has the certificate that signs for it.',
} as const;

/** What has to be the same in Entra, where this service can't look. */
export function addressFindings({ realm, replyUrl, signOnUrl }: SignInAddresses): readonly Finding[] {
  return [
    note('Identifier', `${realm} has to be the Identifier (Entity ID) in Entra.`),
    note('Reply URL', `${replyUrl} has to be the Reply URL in Entra.`),
    note('Sign on URL', `${signOnUrl} has to be the Sign on URL in Entra.`),
  ];
}

/** Why the metadata can't be used. */
export function unreadableFinding(error: unknown): Finding {
  const about = 'Metadata';
  if (error instanceof UnusableDocument)
    return problem(
      about,
      `The metadata can't be used. ${error.message}`,
      'Compare the metadata URL and the Directory (tenant) ID with those in Entra.',
    );
  return problem(
    about,
    `The metadata can't be fetched: ${reasonOf(error)}.`,
    'Open the metadata URL in a browser. Then look for a firewall between the service and Entra.',
  );
}

/** `fetch` hides the reason in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it is not known why';
  if (error.name === 'TimeoutError') return 'there is no answer in time';
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}

/** @param now milliseconds since 1970. */
export function metadataFindings(metadata: DirectoryMetadata, now: number): readonly Finding[] {
  const { entityId, passiveEndpoint, certificates } = metadata;
  return [
    ok('Metadata', `It is that of the directory ${entityId}`),
    ok('Sign-in page', `People sign in at ${passiveEndpoint}`),
    ...certificates.map((certificate) => certificateFinding(certificate, certificates, now)),
  ];
}

function certificateFinding(
  { pem, ends }: SigningCertificate,
  all: readonly SigningCertificate[],
  now: number,
): Finding {
  const { fingerprint256, publicKey } = new X509Certificate(pem);
  const days = Math.floor((ends.getTime() - now) / dayMs);
  const name = `The certificate ${fingerprint256.slice(0, 11)}…`;
  const end = ends.toISOString().slice(0, 10);
  const about = 'Certificate';
  if (!isPermittedKey(publicKey)) return problem(about, `${name} has no RSA key of 2,048 bits.`, renew);
  const others = all.some((other) => other.ends.getTime() - now > certificateWarningDays * dayMs);
  if (days < 0) {
    const seen = `${name} ended on ${end}.`;
    return others ? note(about, `${seen} Another one is valid.`) : problem(about, seen, renew);
  }
  const seen = `${name} ends on ${end}, in ${days} days.`;
  if (days > certificateWarningDays) return ok(about, seen);
  return others ? note(about, `${seen} Another one stays valid.`) : warning(about, seen, renew);
}

const renew =
  'In Entra: Single sign-on, SAML Certificates, Edit, New Certificate. The service finds it in the metadata.';

/** @param date the directory's `Date` header. */
export function directoryClockFinding(date: string | undefined, now: number): Finding {
  const about = 'Clock';
  const seconds = Math.round((now - Date.parse(date ?? '')) / 1_000);
  if (Number.isNaN(seconds)) return note(about, 'Entra does not say what time it is.');
  if (Math.abs(seconds) <= 60) return ok(about, "This machine's clock agrees with Entra's.");
  const seen = `This machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} Entra's.`;
  const advice = `An assertion may be ${maxSkewSeconds} s early or late. Set the clock of the machine that runs the service.`;
  return Math.abs(seconds) > maxSkewSeconds ? problem(about, seen, advice) : warning(about, seen, advice);
}

const isPrincipalName = (text: string) => /^[^@\s]+@[^@\s]+$/.test(text);

/** Whether some of the tenant's users can be matched. @param users some of them. */
export function matchFinding({ identityProvider }: Tenant, users: readonly StoredResource[]): Finding {
  const about = 'Users';
  const { match, automaticRegistration } = identityProvider.singleSignOn;
  if (users.length === 0)
    return automaticRegistration
      ? note(about, 'The tenant has no users yet. The first who sign in are registered.')
      : warning(about, 'The tenant has no users, so nobody can sign in.', 'Provision them, or wait for it.');
  const [isFitting, name, entra] =
    match === 'externalId'
      ? ([isGuid, 'externalId', 'objectId'] as const)
      : ([isPrincipalName, 'userName', 'userPrincipalName'] as const);
  const fitting = users.filter(({ attributes }) => {
    const value = attributes[name];
    return typeof value === 'string' && isFitting(value);
  });
  const seen = `${fitting.length} of ${users.length} users looked at have ${entra} as ${name}.`;
  if (fitting.length === users.length) return ok(about, seen);
  const advice =
    match === 'externalId'
      ? 'In the provisioning of Entra map objectId to externalId, or match by userName (--sign-in-match userName).'
      : 'In the provisioning of Entra map userPrincipalName to userName.';
  return fitting.length === 0 ? problem(about, seen, advice) : warning(about, seen, advice);
}
