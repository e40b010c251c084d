import { InvalidArgumentError, Option } from 'commander';
import { clientSecretDays } from '../shared/tenants/clients.ts';
import { isScope, scopes, type Scope, roles } from '../shared/tenants/credential.ts';

/** `--label`. @param what the thing that gets the label, for the help. */
export function labelOption(what: string, defaultText: string): Option {
  return new Option('--label <text>', `name for ${what}`).default(defaultText);
}

/** `--expires`. @param what the thing that expires, for the help; @param defaultText the default, for the help. */
export function expiresOption(what: string, defaultText: string): Option {
  const description = `when ${what} expires: 90d, 2030-12-31 or never (default: ${defaultText})`;
  return new Option('--expires <end>', description);
}

/** `--expires` of a secret token; the default is the deployment's setting. */
export function tokenExpiresOption(what: string): Option {
  return expiresOption(what, 'SCIM_SECRET_TOKEN_DAYS, or two years');
}

/** `--expiring`: credentials that expire within this time. */
export function expiringOption(): Option {
  return new Option(
    '--expiring <period>',
    'only tokens that expire within this time or have expired, such as 60d; of all scopes without --scope',
  ).argParser((text: string) => {
    const days = /^(\d{1,4})d$/.exec(text)?.[1];
    if (days !== undefined && Number(days) >= 1) return Number(days);
    throw new InvalidArgumentError('It is a number of days, such as "60d".');
  });
}

/** `--idempotency-key`, for scripts. */
export function idempotencyKeyOption(): Option {
  return new Option(
    '--idempotency-key <text>',
    'key of this call: a repetition replaces the credential of the first call, if unused',
  );
}

/** `--scope`: a secret token has one. */
export function scopeOption(): Option {
  return new Option('--scope <scope>', 'what it may do').choices(scopes).default('provisioning');
}

/** `--role` of a management token. */
export function roleOption(): Option {
  return new Option(
    '--role <role>',
    'what it may do: reader sees all but people, support also sees people and reveals their secrets, admin does everything',
  )
    .choices(roles)
    .default('admin');
}

/** `--scope`: a client may have several, separated by commas or in repeated options. */
export function scopesOption(): Option {
  const description = `what it may do: ${scopes.join(', ')}; separate several with commas (default: provisioning)`;
  return new Option('--scope <scopes>', description).argParser(readScopes);
}

function readScopes(text: string, before: readonly Scope[] | undefined): readonly Scope[] {
  const names = text.split(',').map((name) => name.trim());
  const found = names.filter(isScope);
  if (found.length !== names.length) {
    throw new InvalidArgumentError(`Scopes are ${scopes.join(', ')}, with commas between.`);
  }
  return scopes.filter((scope) => found.includes(scope) || before?.includes(scope));
}

/** `--days`: lifetime of a client's secret. */
export function daysOption(): Option {
  const { default: defaultDays, min, max } = clientSecretDays;
  return new Option('--days <days>', `lifetime of the secret in days: ${min} to ${max}`)
    .argParser(readDays)
    .default(defaultDays);
}

function readDays(text: string): number {
  const { min, max } = clientSecretDays;
  const days = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (days >= min && days <= max) return days;
  throw new InvalidArgumentError(`It is a whole number of days from ${min} to ${max}.`);
}
