import { texts } from '../../texts.ts';

/** What a person copies from Entra's page for workload identity federation. */
export interface Federation {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

export const emptyFederation: Federation = { issuer: '', subject: '', audience: '' };

const guid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/;
const words = texts.federation.errors;

export type FederationErrors = Partial<Record<keyof Federation, string>>;

export function federationErrors({ issuer, subject, audience }: Federation): FederationErrors {
  const errors: FederationErrors = {};
  if (directoryOf(issuer) === undefined) errors.issuer = words.issuer;
  if (!new RegExp(`^${guid.source}$`).test(subject.trim().toLowerCase())) errors.subject = words.subject;
  if (audience.trim() === '') errors.audience = words.audience;
  return errors;
}

/** What the service wants to know. */
export function federationOf({ issuer, subject, audience }: Federation) {
  return {
    entraTenantId: directoryOf(issuer) ?? '',
    subject: subject.trim().toLowerCase(),
    audience: audience.trim(),
  };
}

/** The directory that an issuer names: `https://login.microsoftonline.com/<id>/v2.0`, or the id alone. */
function directoryOf(issuer: string): string | undefined {
  return guid.exec(issuer.toLowerCase())?.[0];
}
