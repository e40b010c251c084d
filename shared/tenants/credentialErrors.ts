import { defineError, type Shown } from '../scim/error.ts';

/** Errors about the credentials of tenants and of the deployment. */

export const labelInvalid = defineError({
  code: 'labelInvalid',
  status: 400,
  sentence: () => 'A label has 1 to 64 printable characters.',
});

export const expiryInvalid = defineError({
  code: 'expiryInvalid',
  status: 400,
  sentence: () => 'An end is a number of days such as "90d", a future date such as "2030-12-31", or "never".',
});

export const managementTokenNotFound = defineError({
  code: 'managementTokenNotFound',
  status: 404,
  sentence: (id: string) => `There is no management token with the id "${id}".`,
});

export const secretTokenNotFound = defineError({
  code: 'secretTokenNotFound',
  status: 404,
  sentence: (tenant: string, id: string) => `The tenant "${tenant}" has no secret token with the id "${id}".`,
});

export const clientNotFound = defineError({
  code: 'clientNotFound',
  status: 404,
  sentence: (id: string) => `There is no client with the id "${id}".`,
});

export const clientSecretNotFound = defineError({
  code: 'clientSecretNotFound',
  status: 404,
  sentence: (id: string) => `The client has no secret with the id "${id}".`,
});

export const federatedCredentialNotFound = defineError({
  code: 'federatedCredentialNotFound',
  status: 404,
  sentence: (id: string) => `There is no federated credential with the id "${id}".`,
});

export const clientSecretDaysInvalid = defineError({
  code: 'clientSecretDaysInvalid',
  status: 400,
  sentence: (min: Shown, max: Shown) =>
    `A client's secret works for one to three years: ${min} to ${max} days.`,
});

export const scopesMissing = defineError({
  code: 'scopesMissing',
  status: 400,
  sentence: () => 'A client needs at least one scope.',
});

export const federationIdInvalid = defineError({
  code: 'federationIdInvalid',
  status: 400,
  sentence: () => 'The Directory (tenant) ID and the subject (an object id) are GUIDs in lower-case letters.',
});

export const audienceInvalid = defineError({
  code: 'audienceInvalid',
  status: 400,
  sentence: () => 'An audience has 1 to 256 printable characters.',
});

export const subjectExists = defineError({
  code: 'subjectExists',
  status: 409,
  sentence: () => 'The tenant has a federated credential with this subject already.',
});

export const tooManyClients = defineError({
  code: 'tooManyClients',
  status: 409,
  sentence: (max: Shown) => `A tenant has at most ${max} clients. Remove one first.`,
});

export const tooManyCredentials = defineError({
  code: 'tooManyCredentials',
  status: 409,
  sentence: (max: Shown, kind: string) => `${max} ${kind} work already. Rotate them, or revoke one.`,
});

export const idempotencyKeyInvalid = defineError({
  code: 'idempotencyKeyInvalid',
  status: 400,
  sentence: () => 'An idempotency key has 1 to 256 characters.',
});

export const idempotencyKeyUsed = defineError({
  code: 'idempotencyKeyUsed',
  status: 409,
  sentence: (label: string, id: string) =>
    `What was made with this idempotency key is in use: "${label}" (${id}). For another one use another key.`,
});

export const rotationUnclear = defineError({
  code: 'rotationUnclear',
  status: 409,
  sentence: (why: string, names: string) =>
    `${why}: ${names}. Revoke the one that nobody uses any more, and rotate again.`,
});
