import { defineError, type Shown } from '../error.ts';

/** Errors of the token endpoint (RFC 6749 §5.2): `error` and `error_description`. */

export const tokensNotIssued = defineError({
  code: 'tokensNotIssued',
  status: 400,
  oauthError: 'unsupported_grant_type',
  sentence: () => 'This deployment issues no access tokens: its setting SCIM_SIGNING_KEYS is not set.',
});

export const grantTypeMissing = defineError({
  code: 'grantTypeMissing',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'The parameter grant_type is missing: send client_credentials.',
});

export const grantTypeUnsupported = defineError({
  code: 'grantTypeUnsupported',
  status: 400,
  oauthError: 'unsupported_grant_type',
  sentence: () => 'The only grant type is client_credentials.',
});

export const clientInvalid = defineError({
  code: 'clientInvalid',
  status: 401,
  oauthError: 'invalid_client',
  sentence: () => 'The client is not one of this tenant, or its secret or assertion is not valid.',
  headers: () => ({ 'WWW-Authenticate': 'Basic realm="scim"' }),
});

export const clientProvisioningOff = defineError({
  code: 'clientProvisioningOff',
  status: 400,
  oauthError: 'unauthorized_client',
  sentence: () => 'Provisioning is turned off for this tenant.',
});

export const scopeNotGranted = defineError({
  code: 'scopeNotGranted',
  status: 400,
  oauthError: 'invalid_scope',
  sentence: (scopes: string) => `The client may ask for: ${scopes}.`,
});

export const clientAuthenticationAmbiguous = defineError({
  code: 'clientAuthenticationAmbiguous',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'Authenticate in one way only: header, secret or assertion.',
});

export const clientIdMismatch = defineError({
  code: 'clientIdMismatch',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'client_id is another one than that of the header.',
});

export const tokenParameterMissing = defineError({
  code: 'tokenParameterMissing',
  status: 400,
  oauthError: 'invalid_request',
  sentence: (parameter: string) => `The parameter ${parameter} is missing.`,
});

export const formRequired = defineError({
  code: 'formRequired',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'The body must be a form, sent as application/x-www-form-urlencoded.',
});

export const formParameterRepeated = defineError({
  code: 'formParameterRepeated',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'A parameter is given twice.',
});

export const formNotUtf8 = defineError({
  code: 'formNotUtf8',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'The body is not valid UTF-8.',
});

export const formTooLarge = defineError({
  code: 'formTooLarge',
  status: 400,
  oauthError: 'invalid_request',
  sentence: (maxBytes: Shown) => `The body may have ${maxBytes} bytes at most.`,
});
