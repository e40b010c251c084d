import type { Alphabet } from '../scim/schema/validate.ts';
import type { Client, FederatedCredential, SecretToken } from './credential.ts';
import { resourceTypes as declared } from '../../generated/resourceTypes.js';
import { withOptional, type ResourceType } from '../scim/schema/attributes.ts';

/** A customer: its own provisioning tenant URL, its own credentials, its own partition. */
export interface Tenant {
  /** Part of its URL: lower-case letters, digits and hyphens, 1 to 63. */
  readonly name: string;
  /** RFC 3339. */
  readonly created: string;
  readonly identityProvider: IdentityProvider;
  /** Newest first. Expired ones stay until they are replaced or revoked, so that a list can show them. */
  readonly secretTokens: readonly SecretToken[];
  readonly clients: readonly Client[];
  readonly federatedCredentials: readonly FederatedCredential[];
  /** RFC 3339: when its removal began. From then on nobody is authenticated, and the removal can only be finished. */
  readonly removing: string | undefined;
  /** That it has, or had, groups: a release that knows none would damage its users, and must refuse it. */
  readonly holdsGroups?: true;
  /** What it is being restored from, if it is: then it has nothing else yet, and a mark like one that is being removed. */
  readonly restoring?: Restoring;
}

/** A restore in progress, or interrupted. */
export interface Restoring {
  /** When the backup was made, as it says itself; and which tenant of it this is, if that had another name. */
  readonly backup: string;
  /** Another one for each time that the command is run. */
  readonly run: string;
}

/** Where a tenant's people come from, as its administrator set it up. */
export interface IdentityProvider {
  readonly displayName: string;
  readonly providerType: 'WS-Federation';
  readonly wsFederationType: 'Entra ID';
  readonly provisioning: Provisioning;
  readonly singleSignOn: SingleSignOn;
  readonly settings: TenantSettings;
}

interface Provisioning {
  /** Whether the tenant's credentials work. */
  readonly enabled: boolean;
  /** RFC 3339: when that was last changed. */
  readonly since: string;
}

/** How the tenant's people sign in at their own Entra directory, `settings.entraTenantId`. */
export interface SingleSignOn {
  /** Whether anybody can sign in. */
  readonly enabled: boolean;
  /** Identifier of the enterprise application in Entra, an absolute URI; undefined for `<origin>/sso/<tenant>`. */
  readonly realm: string | undefined;
  /** App Federation Metadata URL of the enterprise application. */
  readonly metadataUrl: string | undefined;
  /** The attribute that tells who signs in: externalId is compared with the object id, userName with the UPN. */
  readonly match: SignInMatch;
  /** Whether a person who is unknown is created by signing in. */
  readonly automaticRegistration: boolean;
  /** Lifetime of a session in minutes. */
  readonly sessionMinutes: number;
  /** URLs outside this service, and what is below them, to which a sign-in may lead. As `URL.href` has them. */
  readonly returnUrls: readonly string[];
}

export const signInMatches = ['externalId', 'userName'] as const;

export type SignInMatch = (typeof signInMatches)[number];

export const defaultSingleSignOn: SingleSignOn = {
  enabled: false,
  realm: undefined,
  metadataUrl: undefined,
  match: 'externalId',
  automaticRegistration: false,
  sessionMinutes: 480,
  returnUrls: [],
};

export interface TenantSettings {
  /** Whether a user without externalId is refused. */
  readonly externalIdRequired: boolean;
  /** What a pin may look like; undefined for the deployment's own rule. */
  readonly pin: PinPolicy | undefined;
  /** Whether one card is one person. */
  readonly cardNumberUnique: boolean;
  /** Whether no two groups have the same displayName. */
  readonly groupNameUnique: boolean;
  /** The allowed ways of authentication. */
  readonly authentication: readonly AuthenticationMethod[];
  /** Entra's tenant (directory) id: the one whose tokens the way `entraToken` accepts, and at which people sign in. */
  readonly entraTenantId: string | undefined;
  /** Whether the provisioning log holds the values of attributes; never those of secrets. */
  readonly logValues: boolean;
  /** Days that the provisioning log is kept; undefined for the deployment's own number. */
  readonly logRetentionDays: number | undefined;
}

export interface PinPolicy {
  readonly minLength: number;
  readonly maxLength: number;
  readonly alphabet: Alphabet;
}

/**
 * A secret token; an access token for a client's secret; an access token for an assertion of Entra's; a token that Entra
 * issues itself, which it sends where the secret token was left blank.
 */
export const authenticationMethods = [
  'secretToken',
  'clientCredentials',
  'workloadIdentity',
  'entraToken',
] as const;

export type AuthenticationMethod = (typeof authenticationMethods)[number];

/** Entra's own tokens are issued to every application in the world, so a tenant must ask for them. */
export const defaultSettings: TenantSettings = {
  externalIdRequired: true,
  pin: undefined,
  cardNumberUnique: true,
  groupNameUnique: true,
  authentication: ['secretToken', 'clientCredentials', 'workloadIdentity'],
  entraTenantId: undefined,
  logValues: false,
  logRetentionDays: undefined,
};

/** A tenant without credentials, which accepts no client. @param created RFC 3339. */
export function emptyTenant(name: string, created: string): Tenant {
  return {
    name,
    created,
    identityProvider: {
      displayName: name,
      providerType: 'WS-Federation',
      wsFederationType: 'Entra ID',
      provisioning: { enabled: false, since: created },
      singleSignOn: defaultSingleSignOn,
      settings: defaultSettings,
    },
    secretTokens: [],
    clients: [],
    federatedCredentials: [],
    removing: undefined,
  };
}

/** Whether `name` can be a tenant's. It is a part of URLs and, unescaped, of storage keys and queries. */
export function isTenantName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
}

/** Made when first needed: most deployments have no such tenant. */
let withoutExternalId: readonly ResourceType[] | undefined;

/** The resource types as a tenant has them: whether externalId is required is its own setting. */
function resourceTypes({ identityProvider }: Tenant): readonly ResourceType[] {
  if (identityProvider.settings.externalIdRequired) return declared;
  return (withoutExternalId ??= withOptional(declared, new Set(['externalId'])));
}

/** The resource type of `/Users`. */
export function userType(tenant: Tenant): ResourceType {
  return typeAt(tenant, '/Users');
}

/** The resource type of `/Groups`. */
export function groupType(tenant: Tenant): ResourceType {
  return typeAt(tenant, '/Groups');
}

function typeAt(tenant: Tenant, wanted: string): ResourceType {
  const type = resourceTypes(tenant).find(({ endpoint }) => endpoint === wanted);
  if (type === undefined) throw new Error(`The schemas declare no resource type for ${wanted}.`);
  return type;
}
