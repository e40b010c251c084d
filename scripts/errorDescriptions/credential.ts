import type * as credential from '../../shared/tenants/credentialErrors.ts';
import type { Descriptions } from './description.ts';

export const credentialDescriptions: Descriptions<typeof credential> = {
  labelInvalid: {
    meaning: 'The label is empty, too long, or has control characters.',
    advice: 'Choose another one.',
  },
  expiryInvalid: {
    meaning: '`expires` has another form, or is over already.',
    advice: 'Correct it.',
  },
  managementTokenNotFound: {
    meaning: 'Revoked, or never there.',
    advice: '`node dist/cli.js management list`.',
  },
  secretTokenNotFound: {
    meaning: 'Revoked, or never there.',
    advice: '`node dist/cli.js token list <tenant>`.',
  },
  clientNotFound: {
    meaning: 'Removed, or never there.',
    advice: '`node dist/cli.js client list <tenant>`.',
  },
  clientSecretNotFound: {
    meaning: 'Removed, or never there.',
    advice: '`node dist/cli.js client list <tenant>`.',
  },
  federatedCredentialNotFound: {
    meaning: 'Removed, or never there.',
    advice: '`node dist/cli.js client list <tenant>`.',
  },
  clientSecretDaysInvalid: {
    meaning: '`days` is no whole number in this range.',
    advice: 'Set another number.',
  },
  scopesMissing: {
    meaning: '`scopes` is an empty list.',
    advice: 'Name a scope.',
  },
  federationIdInvalid: {
    meaning: '`entraTenantId` or `subject` has another form.',
    advice: 'Copy both from Entra: the subject is the object id of the service principal.',
  },
  audienceInvalid: {
    meaning: 'The audience is empty, too long, or has control characters.',
    advice: 'Set what the assertion names in `aud`.',
  },
  subjectExists: {
    meaning: 'A subject has one credential in a tenant.',
    advice: 'Remove the other one first, or use it.',
  },
  tooManyClients: {
    meaning: 'Federated credentials count too.',
    advice: 'Remove one that nobody uses.',
  },
  tooManyCredentials: {
    meaning: 'Two may work at a time, so that one can replace the other; of a client, five secrets.',
    advice: '`node dist/cli.js token rotate <tenant>` replaces the one that is not in use.',
  },
  idempotencyKeyInvalid: {
    meaning: 'The key is empty or too long.',
    advice: 'Choose another one.',
  },
  idempotencyKeyUsed: {
    meaning: 'A repetition replaces what was made before, unless somebody has used it.',
    advice: 'Use another key.',
  },
  rotationUnclear: {
    meaning: 'A rotation keeps the one that is in use, and nobody can tell which that is.',
    advice: 'Look which token Entra has, revoke the other one, and rotate again.',
    examples: [
      ['No use is known of two …', '…'],
      ['Two … were used within a day of each other', '…'],
    ],
  },
};
