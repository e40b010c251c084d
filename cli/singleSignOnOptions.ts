import { InvalidArgumentError, Option } from 'commander';
import { signInMatches, type SignInMatch, type SingleSignOn } from '../shared/tenants/tenant.ts';

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
