import { validityOf, type Credential, type Validity } from '../tenants/credential.ts';
import { credentialsOf } from '../tenants/expiring.ts';
import { provisioningCredentials } from '../tenants/lifecycle.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { hourMs } from '../telemetry/recorder.ts';
import { quietAfterMs } from './pattern.ts';
import { hoursOf, totalOf, type Summary } from './summary.ts';

/** What an operator should look at, the most urgent first. */
export const attentionKinds = [
  'damaged',
  'credentialExpired',
  'noCredential',
  'quiet',
  'refused',
  'credentialExpiring',
  'restoring',
  'removing',
] as const;

export interface AttentionItem {
  readonly kind: (typeof attentionKinds)[number];
  /** Since when, or until when; RFC 3339. */
  readonly since: string | undefined;
  readonly detail: string;
}

/** How many credentials are in which state. */
export interface CredentialStates extends Readonly<Record<Validity, number>> {
  /** When the next one ends; RFC 3339. */
  readonly nextExpiry: string | undefined;
}

/** @param now milliseconds since 1970. */
export function credentialStates(tenant: Tenant, now: number): CredentialStates {
  const all = credentialsOf(tenant);
  const number = (validity: Validity) => all.filter((each) => validityOf(each, now) === validity).length;
  return {
    ...{ valid: number('valid'), expiring: number('expiring'), expired: number('expired') },
    nextExpiry: nextExpiry(all, now),
  };
}

function nextExpiry(credentials: readonly Credential[], now: number): string | undefined {
  return credentials
    .flatMap(({ expires }) => (expires !== undefined && Date.parse(expires) > now ? [expires] : []))
    .toSorted()[0];
}

/** What needs attention of a tenant, the most urgent first. @param now milliseconds since 1970. */
export function attentionOf(
  tenant: Tenant,
  summary: Summary | undefined,
  now: number,
): readonly AttentionItem[] {
  const { removing, restoring, identityProvider } = tenant;
  if (restoring !== undefined)
    return [
      item(
        'restoring',
        removing,
        'It is being restored. If that was interrupted, finish it with "restore", or remove it.',
      ),
    ];
  if (removing !== undefined)
    return [
      item('removing', removing, 'It is being removed. The hourly timer of the service finishes that.'),
    ];
  if (!identityProvider.provisioning.enabled) return [];
  const items = [
    ...credentialItems(tenant, now),
    ...(summary === undefined ? [] : trafficItems(summary, now)),
  ];
  return items.toSorted((a, b) => attentionKinds.indexOf(a.kind) - attentionKinds.indexOf(b.kind));
}

/** What there is to say of the credentials by which a client could provision. */
function credentialItems(tenant: Tenant, now: number): readonly AttentionItem[] {
  if (tenant.identityProvider.settings.authentication.includes('entraToken')) return [];
  const credentials = provisioningCredentials(tenant);
  if (credentials.length === 0)
    return [
      item(
        'noCredential',
        undefined,
        'Provisioning is on, and there is no credential to connect with. Make one.',
      ),
    ];
  const states = credentials.map((credential) => validityOf(credential, now));
  if (states.every((state) => state === 'expired'))
    return [
      item(
        'credentialExpired',
        credentials
          .flatMap(({ expires }) => expires ?? [])
          .toSorted()
          .at(-1),
        'Its last credential has expired, so every client is refused. Make a new one, and paste it into Entra.',
      ),
    ];
  // If there is one that lasts, somebody has rotated already.
  const ending = states.includes('valid') ? [] : credentials;
  return ending.length === 0
    ? []
    : [
        item(
          'credentialExpiring',
          nextExpiry(ending, now),
          'Its credential ends within 60 days. Rotate it, and paste the new one into Entra.',
        ),
      ];
}

function trafficItems(summary: Summary, now: number): readonly AttentionItem[] {
  const { lastSeen } = summary;
  const [, refused] = totalOf(hoursOf(summary, Math.floor(now / hourMs)));
  const isQuiet = lastSeen !== undefined && now - Date.parse(lastSeen) >= quietAfterMs;
  return [
    ...(isQuiet
      ? [
          item(
            'quiet',
            lastSeen,
            'It has sent nothing for two hours, although a cycle comes every 40 minutes. Look in Entra whether the job is in quarantine.',
          ),
        ]
      : []),
    ...(refused > 0
      ? [
          item(
            'refused',
            undefined,
            `${refused === 1 ? 'A change was' : `${refused} changes were`} refused in 24 hours. The provisioning log says why.`,
          ),
        ]
      : []),
  ];
}

function item(kind: AttentionItem['kind'], since: string | undefined, detail: string): AttentionItem {
  return { kind, since, detail };
}
