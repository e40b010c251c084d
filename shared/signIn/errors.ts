import { defineError, type Shown } from '../scim/error.ts';

/** Errors of single sign-on. A person reads a page in their own language; `/me` and `/token` answer problems. */

export const signInNotFound = defineError({
  code: 'signInNotFound',
  status: 404,
  sentence: () => 'There is no single sign-on at this address.',
});

/** The same for every reason: it is in the provisioning log alone. */
export const signInRefused = defineError({
  code: 'signInRefused',
  status: 403,
  sentence: () =>
    'The sign-in was refused. The reason is in the provisioning log of the tenant, under the id of this request.',
});

export const returnToInvalid = defineError({
  code: 'returnToInvalid',
  status: 400,
  sentence: () => "returnTo must be a path of this service, or an address on the tenant's list.",
});

export const directoryUnavailable = defineError({
  code: 'directoryUnavailable',
  status: 503,
  sentence: () => "The directory's metadata can't be read, so nobody can sign in. Try again.",
  headers: () => ({ 'Retry-After': '30' }),
});

export const notSignedIn = defineError({
  code: 'notSignedIn',
  status: 401,
  sentence: () => 'Nobody is signed in by this browser, or no longer.',
  headers: () => ({ 'WWW-Authenticate': 'Session realm="sso"' }),
});

export const notAdministrator = defineError({
  code: 'notAdministrator',
  status: 403,
  sentence: () =>
    'You have signed in, and are no administrator of this tenant: that takes the value "administrator" in the roles of your user.',
});

export const crossSiteRefused = defineError({
  code: 'crossSiteRefused',
  status: 403,
  sentence: () =>
    'The request may come from the page of another site. Send it from a page of this service, or with the header X-Requested-With.',
});

export const codeInvalid = defineError({
  code: 'codeInvalid',
  status: 400,
  sentence: (seconds: Shown) =>
    `The code is not valid for this tenant and returnTo, was used before, or is older than ${seconds} s.`,
});

export const codeMissing = defineError({
  code: 'codeMissing',
  status: 400,
  sentence: () => 'Send code and returnTo as a form.',
});
