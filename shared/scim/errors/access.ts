import { defineError, type Shown } from '../error.ts';

/** Errors of who is calling: authentication, scopes and limits. */

const realm = 'Bearer realm="scim"';
const scopeChallenge = `${realm}, error="insufficient_scope"`;

// RFC 6750 §3: the challenge names an error only if a token came.
const noToken = () => ({ 'WWW-Authenticate': realm });
const wrongToken = () => ({ 'WWW-Authenticate': `${realm}, error="invalid_token"` });

export const tokenMissing = defineError({
  code: 'tokenMissing',
  status: 401,
  sentence: () =>
    'The request has no bearer token. Send the secret token as "Authorization: Bearer <token>".',
  headers: noToken,
  meaning: 'In Entra the secret token was left blank, and it sent none; or a proxy takes the header away.',
  advice: 'Enter the secret token, test the connection, save.',
});

export const tokenInvalid = defineError({
  code: 'tokenInvalid',
  status: 401,
  sentence: () =>
    'The bearer token is not valid for this tenant URL. Check that both are of the same tenant and complete, or make a new token.',
  headers: wrongToken,
  meaning:
    'The token has expired, was revoked or cut, or is of another tenant; the answer is the same for a tenant that does not exist.',
  advice:
    '`node dist/cli.js token list <tenant>` shows which there are; `node dist/cli.js token rotate <tenant>` makes a new one: [how to rotate](operate.md#rotate).',
});

export const managementTokenMissing = defineError({
  code: 'managementTokenMissing',
  status: 401,
  sentence: () =>
    'The request has no bearer token. Send a management token as "Authorization: Bearer <token>".',
  headers: noToken,
  meaning: '`/manage` and `/health` of a deployment ask for a management token.',
  advice: '`node dist/cli.js management list`, `management add`.',
});

export const managementTokenInvalid = defineError({
  code: 'managementTokenInvalid',
  status: 401,
  sentence: () =>
    'The bearer token is not valid here. Send a management token of the deployment, or a credential with the scope "management" of the tenant in the path.',
  headers: wrongToken,
  meaning: 'The token has expired, was revoked or cut, or is for something else.',
  advice: '`node dist/cli.js management list`, `management add`.',
});

export const provisioningOff = defineError({
  code: 'provisioningOff',
  status: 403,
  sentence: () =>
    'Provisioning is turned off for this tenant. Whoever runs this service can turn it on again.',
  meaning: 'The token is right, and the tenant is disabled.',
  advice: '`node dist/cli.js tenant enable <tenant>`.',
});

export const scopeInsufficient = defineError({
  code: 'scopeInsufficient',
  status: 403,
  sentence: (...scopes: string[]) =>
    `This credential may not do that. It needs the scope ${scopes.join(' or ')}.`,
  headers: (...scopes) => ({ 'WWW-Authenticate': `${scopeChallenge}, scope="${scopes.join(' ')}"` }),
  meaning: "A `read-only` token was pasted into Entra, or a tenant's token is used for `/manage`.",
  advice: '`node dist/cli.js token add <tenant> --scope provisioning`, `node dist/cli.js management add`.',
  examples: [['…']],
});

export const managementTokenRequired = defineError({
  code: 'managementTokenRequired',
  status: 403,
  sentence: () => 'This credential may not do that. It needs a management token of the deployment.',
  headers: () => ({ 'WWW-Authenticate': scopeChallenge }),
  meaning: "What belongs to the deployment is not reached with a tenant's credential.",
  advice: '`node dist/cli.js management add`.',
});

const retryAfter = (seconds: Shown) => ({ 'Retry-After': String(seconds) });

function tooMany(reason: string, seconds: Shown): string {
  return `${reason} Wait ${seconds} s and try again.`;
}

export const credentialThrottled = defineError({
  code: 'credentialThrottled',
  status: 429,
  sentence: (seconds: Shown, max: Shown) =>
    tooMany(`This credential sends more than ${max} requests a second.`, seconds),
  headers: retryAfter,
  meaning: 'Rare with Entra, which waits and goes on; nothing is lost.',
  advice:
    'If real work meets the limit, raise `SCIM_CREDENTIAL_REQUESTS_PER_SECOND` ([settings](settings.md)).',
});

export const tenantThrottled = defineError({
  code: 'tenantThrottled',
  status: 429,
  sentence: (seconds: Shown, max: Shown) =>
    tooMany(`This tenant sends more than ${max} requests a second.`, seconds),
  headers: retryAfter,
  meaning: 'The same, for all credentials of the tenant together.',
  advice: 'If real work meets the limit, raise `SCIM_TENANT_REQUESTS_PER_SECOND` ([settings](settings.md)).',
});

export const credentialBusy = defineError({
  code: 'credentialBusy',
  status: 429,
  sentence: (seconds: Shown) => tooMany('This credential has too many long requests under way.', seconds),
  headers: retryAfter,
  meaning: 'Scans and Bulk requests are done a few at a time.',
  advice: 'Ask for fewer at once, or with an index.',
});

export const addressThrottled = defineError({
  code: 'addressThrottled',
  status: 429,
  sentence: (seconds: Shown) =>
    tooMany('Too many requests with wrong credentials came from this address.', seconds),
  headers: retryAfter,
  meaning: "Somebody's token is wrong. A right one is still accepted.",
  advice: 'Correct the wrong one.',
});
