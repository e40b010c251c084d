import { InvalidArgumentError, Option } from 'commander';
import { noApplication } from '../shared/check/singleSignOn.ts';
import { namesApplication } from '../shared/tenants/singleSignOn.ts';
import { signInMatches, type SignInMatch, type SingleSignOn, type Tenant } from '../shared/tenants/tenant.ts';
import { InputError } from './exitCode.ts';
import type { Output } from './output.ts';

/** Options that change how a tenant's people sign in; undefined leaves a setting unchanged. */
export interface SingleSignOnOptions {
  readonly singleSignOn?: 'on' | 'off';
  readonly metadataUrl?: string;
  readonly realm?: string;
  readonly signInMatch?: SignInMatch;
  readonly automaticRegistration?: 'on' | 'off';
  readonly sessionMinutes?: number;
  readonly returnUrl?: readonly string[];
}

export function singleSignOnOptions(): readonly Option[] {
  const options = [
    new Option(
      '--single-sign-on <switch>',
      'may people sign in? It needs --metadata-url and --entra-tenant',
    ).choices(['on', 'off']),
    new Option(
      '--metadata-url <url>',
      'App Federation Metadata URL of the enterprise application in Entra, or none',
    ),
    new Option(
      '--realm <uri>',
      'Identifier (Entity ID) of the enterprise application; default is the sign-on URL',
    ),
    new Option(
      '--sign-in-match <attribute>',
      'attribute that tells who signs in: externalId for the object id, userName for the UPN',
    ).choices(signInMatches),
    new Option('--automatic-registration <switch>', 'create unknown persons who sign in').choices([
      'on',
      'off',
    ]),
    new Option('--session-minutes <number>', 'lifetime of a session, 5 to 1440 minutes').argParser(minutes),
    new Option(
      '--return-url <url>',
      'URL outside this service to which a sign-in may lead; repeat it, or say none',
    ).argParser((url: string, before: readonly string[] | undefined) => [...(before ?? []), url]),
  ];
  return options.map((option) => option.helpGroup('Single sign-on:'));
}

/**
 * Refuses to turn single sign-on on without what it needs, and names all options that are missing.
 *
 * @param tenant as it is; undefined for a new one.
 * @throws InputError
 */
export function requireSignInOptions(
  { singleSignOn, metadataUrl, entraTenant }: SingleSignOnOptions & { readonly entraTenant?: string },
  tenant: Tenant | undefined,
): void {
  if (singleSignOn !== 'on') return;
  const { identityProvider: now } = tenant ?? {};
  const isMissing = (option: string | undefined, value: string | undefined) =>
    option === 'none' || (option ?? value) === undefined;
  const missing = [
    ...(isMissing(entraTenant, now?.settings.entraTenantId)
      ? ['--entra-tenant <Directory (tenant) ID>']
      : []),
    ...(isMissing(metadataUrl, now?.singleSignOn.metadataUrl)
      ? ['--metadata-url "<App Federation Metadata URL>"']
      : []),
  ];
  if (missing.length > 0) throw new InputError(`Single sign-on also needs ${missing.join(' and ')}.`);
}

/** Warns if the metadata URL was just set to one with which nobody can sign in. */
export function warnOfMetadataUrl({ metadataUrl }: SingleSignOnOptions, output: Output): void {
  if (metadataUrl === undefined || metadataUrl === 'none' || namesApplication(metadataUrl)) return;
  output.warn(`${noApplication.seen} ${noApplication.advice}`);
}

/** Turns the options into what is to change. */
export function singleSignOnFromOptions(options: SingleSignOnOptions): Partial<SingleSignOn> {
  const { singleSignOn, metadataUrl, realm, signInMatch, automaticRegistration } = options;
  const { sessionMinutes, returnUrl } = options;
  return {
    ...(singleSignOn === undefined ? {} : { enabled: singleSignOn === 'on' }),
    ...(metadataUrl === undefined ? {} : { metadataUrl: metadataUrl === 'none' ? undefined : metadataUrl }),
    ...(realm === undefined ? {} : { realm: realm === 'default' ? undefined : realm }),
    ...(signInMatch === undefined ? {} : { match: signInMatch }),
    ...(automaticRegistration === undefined ? {} : { automaticRegistration: automaticRegistration === 'on' }),
    ...(sessionMinutes === undefined ? {} : { sessionMinutes }),
    ...(returnUrl === undefined ? {} : { returnUrls: returnUrl.filter((url) => url !== 'none') }),
  };
}

function minutes(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number of minutes.');
}
