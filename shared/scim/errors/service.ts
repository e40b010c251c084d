import { defineError, type Shown } from '../error.ts';

/** Errors that no client can correct: the service, its settings, storage or Microsoft Entra ID. */

const retryAfter = (seconds: Shown) => ({ 'Retry-After': String(seconds) });

export const serviceFailed = defineError({
  code: 'serviceFailed',
  status: 500,
  sentence: (requestId: string) =>
    `The service failed. Its operator finds the reason in the log under request ${requestId}.`,
});

export const notConfigured = defineError({
  code: 'notConfigured',
  status: 503,
  sentence: (rule: string) => `The service is not configured. ${rule}`,
  headers: () => retryAfter(60),
});

export const storageUnavailable = defineError<[retryAfterSeconds?: Shown]>({
  code: 'storageUnavailable',
  status: 503,
  // Not whether the change was made: if the answer was lost, nobody knows.
  sentence: () =>
    'Storage did not answer in time, so it is not known whether the request was carried out. Send it again.',
  headers: (seconds = 5) => retryAfter(seconds),
});

export const storageForbidden = defineError({
  code: 'storageForbidden',
  status: 503,
  sentence: () =>
    'Storage does not admit the service: a role that was just assigned takes some minutes, a missing one is for the operator to assign. Send the request again.',
  headers: () => retryAfter(30),
});

export const entraKeysUnavailable = defineError({
  code: 'entraKeysUnavailable',
  status: 503,
  sentence: () =>
    'The keys of Microsoft Entra ID could not be fetched, so it is not known whether the token is valid. Send the request again.',
  headers: () => retryAfter(30),
});
