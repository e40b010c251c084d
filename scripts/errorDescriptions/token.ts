import type * as token from '../../shared/scim/errors/token.ts';
import type { Descriptions } from './description.ts';

export const tokenDescriptions: Descriptions<typeof token> = {
  tokensNotIssued: {
    meaning: 'Issuing needs a key of its own.',
    advice: 'Set it ([settings](settings.md)).',
  },
  grantTypeMissing: {
    meaning: 'RFC 6749 §4.4.2.',
    advice: 'In Entra choose the client credentials grant.',
  },
  grantTypeUnsupported: {
    meaning: 'No person signs in here.',
    advice: 'In Entra choose the client credentials grant.',
  },
  clientInvalid: {
    meaning: 'The answer is the same whatever is wrong, also for a tenant that does not exist.',
    advice:
      '`node dist/cli.js client list <tenant>`; `node dist/cli.js client secret add <tenant> <client-id>`. With federation: issuer, subject and audience must be those of `client federate`, and each assertion works once.',
  },
  clientProvisioningOff: {
    meaning: 'The client is right, and the tenant is disabled.',
    advice: '`node dist/cli.js tenant enable <tenant>`.',
  },
  scopeNotGranted: {
    meaning: 'The client asks for a scope that it does not have.',
    advice: 'Leave the scope empty.',
  },
  clientAuthenticationAmbiguous: {
    meaning: 'RFC 6749 §2.3.',
    advice: 'Correct the client.',
  },
  clientIdMismatch: {
    meaning: 'Header and form name two clients.',
    advice: 'Correct the client.',
  },
  tokenParameterMissing: {
    meaning: 'What is sent is only a part of an authentication.',
    advice: 'Correct the client.',
  },
  formRequired: {
    meaning: 'RFC 6749 §4.4.2.',
    advice: 'Correct the client.',
  },
  formParameterRepeated: {
    meaning: 'RFC 6749 §3.2.',
    advice: 'Correct the client.',
  },
  formNotUtf8: {
    meaning: 'The client encodes the form in another way.',
    advice: 'Correct the client.',
  },
  formTooLarge: {
    meaning: 'A token request with an assertion has about 2,000.',
    advice: 'Correct the client.',
  },
};
