import { defineError, type Shown } from '../error.ts';

/** Errors of the token endpoint (RFC 6749 §5.2): `error` and `error_description`. */

export const tokensNotIssued = defineError({
  code: 'tokensNotIssued',
  status: 400,
  oauthError: 'unsupported_grant_type',
  sentence: () => 'This deployment issues no access tokens: its setting SCIM_SIGNING_KEYS is not set.',
  meaning: 'Issuing needs a key of its own.',
  advice: 'Set it ([settings](settings.md)).',
});

export const grantTypeMissing = defineError({
  code: 'grantTypeMissing',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'The parameter grant_type is missing: send client_credentials.',
  meaning: 'RFC 6749 §4.4.2.',
  advice: 'In Entra choose the client credentials grant.',
});

export const grantTypeUnsupported = defineError({
  code: 'grantTypeUnsupported',
  status: 400,
  oauthError: 'unsupported_grant_type',
  sentence: () => 'The only grant type is client_credentials.',
  meaning: 'No person signs in here.',
  advice: 'In Entra choose the client credentials grant.',
});

export const clientInvalid = defineError({
  code: 'clientInvalid',
  status: 401,
  oauthError: 'invalid_client',
  sentence: () => 'The client is not one of this tenant, or its secret or assertion is not valid.',
  headers: () => ({ 'WWW-Authenticate': 'Basic realm="scim"' }),
  meaning: 'The answer is the same whatever is wrong, also for a tenant that does not exist.',
  advice:
    '`node dist/cli.js client list <tenant>`; `node dist/cli.js client secret add <tenant> <client-id>`. With federation: issuer, subject and audience must be those of `client federate`, and each assertion works once.',
});

export const clientProvisioningOff = defineError({
  code: 'clientProvisioningOff',
  status: 400,
  oauthError: 'unauthorized_client',
  sentence: () => 'Provisioning is turned off for this tenant.',
  meaning: 'The client is right, and the tenant is disabled.',
  advice: '`node dist/cli.js tenant enable <tenant>`.',
});

export const scopeNotGranted = defineError({
  code: 'scopeNotGranted',
  status: 400,
  oauthError: 'invalid_scope',
  sentence: (scopes: string) => `The client may ask for: ${scopes}.`,
  meaning: 'The client asks for a scope that it does not have.',
  advice: 'Leave the scope empty.',
});

export const clientAuthenticationAmbiguous = defineError({
  code: 'clientAuthenticationAmbiguous',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'Authenticate in one way only: header, secret or assertion.',
  meaning: 'RFC 6749 §2.3.',
  advice: 'Correct the client.',
});

export const clientIdMismatch = defineError({
  code: 'clientIdMismatch',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'client_id is another one than that of the header.',
  meaning: 'Header and form name two clients.',
  advice: 'Correct the client.',
});

export const tokenParameterMissing = defineError({
  code: 'tokenParameterMissing',
  status: 400,
  oauthError: 'invalid_request',
  sentence: (parameter: string) => `The parameter ${parameter} is missing.`,
  meaning: 'What is sent is only a part of an authentication.',
  advice: 'Correct the client.',
});

export const formRequired = defineError({
  code: 'formRequired',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'The body must be a form, sent as application/x-www-form-urlencoded.',
  meaning: 'RFC 6749 §4.4.2.',
  advice: 'Correct the client.',
});

export const formParameterRepeated = defineError({
  code: 'formParameterRepeated',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'A parameter is given twice.',
  meaning: 'RFC 6749 §3.2.',
  advice: 'Correct the client.',
});

export const formNotUtf8 = defineError({
  code: 'formNotUtf8',
  status: 400,
  oauthError: 'invalid_request',
  sentence: () => 'The body is not valid UTF-8.',
  meaning: 'The client encodes the form in another way.',
  advice: 'Correct the client.',
});

export const formTooLarge = defineError({
  code: 'formTooLarge',
  status: 400,
  oauthError: 'invalid_request',
  sentence: (maxBytes: Shown) => `The body may have ${maxBytes} bytes at most.`,
  meaning: 'A token request with an assertion has about 2,000.',
  advice: 'Correct the client.',
});
