import { defineError, type Shown } from '../scim/error.ts';

/** Errors about the credentials of tenants and of the deployment. */

export const labelInvalid = defineError({
  code: 'labelInvalid',
  status: 400,
  sentence: () => 'A label has 1 to 64 printable characters.',
  meaning: 'The label is empty, too long, or has control characters.',
  advice: 'Choose another one.',
});

export const expiryInvalid = defineError({
  code: 'expiryInvalid',
  status: 400,
  sentence: () => 'An end is a number of days such as "90d", a future date such as "2030-12-31", or "never".',
  meaning: '`expires` has another form, or is over already.',
  advice: 'Correct it.',
});

export const managementTokenNotFound = defineError({
  code: 'managementTokenNotFound',
  status: 404,
  sentence: (id: string) => `There is no management token with the id "${id}".`,
  meaning: 'Revoked, or never there.',
  advice: '`node dist/cli.js management list`.',
});

export const secretTokenNotFound = defineError({
  code: 'secretTokenNotFound',
  status: 404,
  sentence: (tenant: string, id: string) => `The tenant "${tenant}" has no secret token with the id "${id}".`,
  meaning: 'Revoked, or never there.',
  advice: '`node dist/cli.js token list <tenant>`.',
});

export const clientNotFound = defineError({
  code: 'clientNotFound',
  status: 404,
  sentence: (id: string) => `There is no client with the id "${id}".`,
  meaning: 'Removed, or never there.',
  advice: '`node dist/cli.js client list <tenant>`.',
});

export const clientSecretNotFound = defineError({
  code: 'clientSecretNotFound',
  status: 404,
  sentence: (id: string) => `The client has no secret with the id "${id}".`,
  meaning: 'Removed, or never there.',
  advice: '`node dist/cli.js client list <tenant>`.',
});

export const federatedCredentialNotFound = defineError({
  code: 'federatedCredentialNotFound',
  status: 404,
  sentence: (id: string) => `There is no federated credential with the id "${id}".`,
  meaning: 'Removed, or never there.',
  advice: '`node dist/cli.js client list <tenant>`.',
});

export const clientSecretDaysInvalid = defineError({
  code: 'clientSecretDaysInvalid',
  status: 400,
  sentence: (min: Shown, max: Shown) =>
    `A client's secret works for one to three years: ${min} to ${max} days.`,
  meaning: '`days` is no whole number in this range.',
  advice: 'Set another number.',
});

export const scopesMissing = defineError({
  code: 'scopesMissing',
  status: 400,
  sentence: () => 'A client needs at least one scope.',
  meaning: '`scopes` is an empty list.',
  advice: 'Name a scope.',
});

export const federationIdInvalid = defineError({
  code: 'federationIdInvalid',
  status: 400,
  sentence: () => "Entra's tenant id and the subject (an object id) are GUIDs in lower-case letters.",
  meaning: '`entraTenantId` or `subject` has another form.',
  advice: 'Copy both from Entra: the subject is the object id of the service principal.',
});

export const audienceInvalid = defineError({
  code: 'audienceInvalid',
  status: 400,
  sentence: () => 'An audience has 1 to 256 printable characters.',
  meaning: 'The audience is empty, too long, or has control characters.',
  advice: 'Set what the assertion names in `aud`.',
});

export const subjectExists = defineError({
  code: 'subjectExists',
  status: 409,
  sentence: () => 'The tenant has a federated credential with this subject already.',
  meaning: 'A subject has one credential in a tenant.',
  advice: 'Remove the other one first, or use it.',
});

export const tooManyClients = defineError({
  code: 'tooManyClients',
  status: 409,
  sentence: (max: Shown) => `A tenant has at most ${max} clients. Remove one first.`,
  meaning: 'Federated credentials count too.',
  advice: 'Remove one that nobody uses.',
});

export const tooManyCredentials = defineError({
  code: 'tooManyCredentials',
  status: 409,
  sentence: (max: Shown, kind: string) => `${max} ${kind} work already. Rotate them, or revoke one.`,
  meaning: 'Two may work at a time, so that one can replace the other; of a client, five secrets.',
  advice: '`node dist/cli.js token rotate <tenant>` replaces the one that is not in use.',
});

export const idempotencyKeyInvalid = defineError({
  code: 'idempotencyKeyInvalid',
  status: 400,
  sentence: () => 'An idempotency key has 1 to 256 characters.',
  meaning: 'The key is empty or too long.',
  advice: 'Choose another one.',
});

export const idempotencyKeyUsed = defineError({
  code: 'idempotencyKeyUsed',
  status: 409,
  sentence: (label: string, id: string) =>
    `What was made with this idempotency key is in use: "${label}" (${id}). For another one use another key.`,
  meaning: 'A repetition replaces what was made before, unless somebody has used it.',
  advice: 'Use another key.',
});

export const rotationUnclear = defineError({
  code: 'rotationUnclear',
  status: 409,
  sentence: (why: string, names: string) =>
    `${why}: ${names}. Revoke the one that nobody uses any more, and rotate again.`,
  meaning: 'A rotation keeps the one that is in use, and nobody can tell which that is.',
  advice: 'Look which token Entra has, revoke the other one, and rotate again.',
  examples: [
    ['No use is known of two …', '…'],
    ['Two … were used within a day of each other', '…'],
  ],
});
