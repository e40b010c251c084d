import type { AttentionItem } from '../activity/attention.ts';
import type { AuthenticationMethod, Tenant } from '../tenants/tenant.ts';
import { readAddress } from './address.ts';
import { note, ok, problem, warning, type Finding, type Reply } from './finding.ts';
import { emptyListFinding, latencyFinding } from './protocol.ts';

/** What is looked at of a tenant, from inside the service. */
export interface TenantCheck {
  readonly tenant: Tenant;
  readonly tenantUrl: string;
  /** What `/health/ready` says. */
  readonly health: readonly { readonly ok: boolean; readonly detail: string }[];
  readonly attention: readonly AttentionItem[];
  /** Whether the deployment issues access tokens. */
  readonly issuesTokens: boolean;
  /** Answers as a client would get them to a lookup of somebody who is not there. */
  readonly lookUp: (resource: 'user' | 'group') => Promise<Reply>;
}

/** Number of lookups for the latency. */
const lookups = 7;

/**
 * What the doctor looks at from outside, as far as the service itself can see it, in the doctor's words. It writes nothing.
 * What lies between client and service is not seen from here: name service, network, certificate.
 */
export async function checkTenant(check: TenantCheck): Promise<readonly Finding[]> {
  const { tenant, tenantUrl, health } = check;
  return [
    ...readAddress(tenantUrl).findings,
    ...health.map(({ ok: well, detail }) =>
      well
        ? ok('Health', detail)
        : problem('Health', detail, 'Mend that first: the rest may follow from it.'),
    ),
    provisioningFinding(tenant),
    ...credentialFindings(check),
    ...(await lookupFindings(check)),
    ...trafficFindings(check),
  ];
}

function provisioningFinding({ identityProvider: { provisioning } }: Tenant): Finding {
  const about = 'Provisioning';
  if (provisioning.enabled) return ok(about, `It is on, since ${provisioning.since.slice(0, 10)}.`);
  return problem(
    about,
    'It is turned off, so every client is answered 403.',
    'Turn it on if the client should have access.',
  );
}

const ofCredentials: readonly AttentionItem['kind'][] = [
  'credentialExpired',
  'noCredential',
  'credentialExpiring',
];

function credentialFindings({ tenant, attention, issuesTokens }: TenantCheck): readonly Finding[] {
  const about = 'Credentials';
  const found = attention.filter(({ kind }) => ofCredentials.includes(kind));
  const { clients, federatedCredentials } = tenant;
  const hasClients = clients.length + federatedCredentials.length > 0;
  return [
    ...found.map(({ kind, detail }) =>
      kind === 'credentialExpiring'
        ? warning(about, detail, 'Rotate it before it ends.')
        : problem(about, detail, 'Make a new one, and paste it into Entra, under Admin credentials.'),
    ),
    ...(found.length === 0 && tenant.identityProvider.provisioning.enabled
      ? [ok(about, 'One works, and does not end soon.')]
      : []),
    ...(hasClients && !issuesTokens
      ? [
          problem(
            about,
            'The tenant has clients, and the deployment issues no access tokens.',
            'Set SCIM_SIGNING_KEYS, or use a secret token.',
          ),
        ]
      : []),
    ...unusable(tenant, 'secretToken', tenant.secretTokens.length),
    ...unusable(tenant, 'clientCredentials', clients.length),
    ...unusable(tenant, 'workloadIdentity', federatedCredentials.length),
  ];
}

/** Credentials of a kind that the tenant does not accept. */
function unusable(
  { identityProvider }: Tenant,
  way: AuthenticationMethod,
  count: number,
): readonly Finding[] {
  if (count === 0 || identityProvider.settings.authentication.includes(way)) return [];
  return [
    warning(
      'Credentials',
      `The tenant has credentials of the kind ${way}, and its setting "authentication" does not allow it.`,
      'Allow it, or revoke them.',
    ),
  ];
}

async function lookupFindings({ lookUp }: TenantCheck): Promise<readonly Finding[]> {
  const first = await lookUp('user');
  const findings = [
    emptyListFinding('A user that is not there, by userName,', first),
    emptyListFinding('The probe of /Groups', await lookUp('group')),
  ];
  if (first.status !== 200) return findings;
  const times: number[] = [];
  for (let count = 0; count < lookups; count += 1) {
    const { status, milliseconds } = await lookUp('user');
    if (status === 200) times.push(milliseconds);
  }
  return times.length === 0 ? findings : [...findings, latencyFinding(times)];
}

function trafficFindings({ attention }: TenantCheck): readonly Finding[] {
  const about = 'Traffic';
  const found = attention.filter(({ kind }) => kind === 'quiet' || kind === 'refused');
  if (found.length === 0) return [note(about, 'Nothing was refused in 24 hours, and no silence is known.')];
  return found.map(({ kind, detail }) =>
    warning(
      about,
      detail,
      kind === 'quiet'
        ? 'In Entra, open the provisioning of the application: is it on, and is it in quarantine?'
        : 'Filter the log by the action "refused": each entry says what to correct.',
    ),
  );
}
