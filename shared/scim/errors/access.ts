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
});

export const tokenInvalid = defineError({
  code: 'tokenInvalid',
  status: 401,
  sentence: () =>
    'The bearer token is not valid for this tenant URL. Check that both are of the same tenant and complete, or make a new token.',
  headers: wrongToken,
});

export const managementTokenMissing = defineError({
  code: 'managementTokenMissing',
  status: 401,
  sentence: () =>
    'The request has no bearer token. Send a management token as "Authorization: Bearer <token>".',
  headers: noToken,
});

export const managementTokenInvalid = defineError({
  code: 'managementTokenInvalid',
  status: 401,
  sentence: () =>
    'The bearer token is not valid here. Send a management token of the deployment, or a credential with the scope "management" of the tenant in the path.',
  headers: wrongToken,
});

export const provisioningOff = defineError({
  code: 'provisioningOff',
  status: 403,
  sentence: () =>
    'Provisioning is turned off for this tenant. The operator of this service can turn it on again.',
});

export const scopeInsufficient = defineError({
  code: 'scopeInsufficient',
  status: 403,
  sentence: (...scopes: string[]) =>
    `This credential may not do that. It needs the scope ${scopes.join(' or ')}.`,
  headers: (...scopes) => ({ 'WWW-Authenticate': `${scopeChallenge}, scope="${scopes.join(' ')}"` }),
});

export const managementTokenRequired = defineError({
  code: 'managementTokenRequired',
  status: 403,
  sentence: () => 'This credential may not do that. It needs a management token of the deployment.',
  headers: () => ({ 'WWW-Authenticate': scopeChallenge }),
});

export const consoleRoleMissing = defineError({
  code: 'consoleRoleMissing',
  status: 403,
  sentence: () =>
    'You have signed in, and have no role here. An administrator of the application in Entra can assign Console.Reader, Console.Support or Console.Admin.',
  headers: () => ({ 'WWW-Authenticate': scopeChallenge }),
});

export const roleInsufficient = defineError({
  code: 'roleInsufficient',
  status: 403,
  sentence: (held: string, needed: string) =>
    `Your role is ${held}. That needs the role ${needed}: ask somebody who has it.`,
  headers: () => ({ 'WWW-Authenticate': scopeChallenge }),
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
});

export const tenantThrottled = defineError({
  code: 'tenantThrottled',
  status: 429,
  sentence: (seconds: Shown, max: Shown) =>
    tooMany(`This tenant sends more than ${max} requests a second.`, seconds),
  headers: retryAfter,
});

export const credentialBusy = defineError({
  code: 'credentialBusy',
  status: 429,
  sentence: (seconds: Shown) => tooMany('This credential has too many long requests under way.', seconds),
  headers: retryAfter,
});

export const addressThrottled = defineError({
  code: 'addressThrottled',
  status: 429,
  sentence: (seconds: Shown) =>
    tooMany('Too many requests with wrong credentials came from this address.', seconds),
  headers: retryAfter,
});
