import { defineError, type Shown } from '../error.ts';

/** Errors that no client can correct: the service, its settings, storage or Microsoft Entra ID. */

const retryAfter = (seconds: Shown) => ({ 'Retry-After': String(seconds) });

export const serviceFailed = defineError({
  code: 'serviceFailed',
  status: 500,
  sentence: (requestId: string) =>
    `The service failed. Its operator finds the reason in the log under request ${requestId}.`,
  meaning: 'A fault of the service. Entra sends the request again in the next cycle.',
  advice: 'Look the id up in the log (`unexpectedError`); with name and place of the error, report it.',
});

export const notConfigured = defineError({
  code: 'notConfigured',
  status: 503,
  sentence: (rule: string) => `The service is not configured. ${rule}`,
  headers: () => retryAfter(60),
  meaning: 'A setting is missing or wrong. The sentence names it, and never holds its value.',
  advice:
    '[Settings](settings.md) has what each must be; so does [the list](troubleshoot.md#a-setting-is-missing-or-wrong).',
});

export const storageUnavailable = defineError<[retryAfterSeconds?: Shown]>({
  code: 'storageUnavailable',
  status: 503,
  // Not whether the change was made: if the answer was lost, nobody knows.
  sentence: () =>
    'Storage did not answer in time, so it is not known whether the request was carried out. Send it again.',
  headers: (seconds = 5) => retryAfter(seconds),
  meaning: 'A repeated request does no harm, and Entra repeats it.',
  advice:
    "If it lasts: the right of the identity, the network rules of the account, Azure's status, and [the alert on storage](operate.md#alerts).",
});

export const storageForbidden = defineError({
  code: 'storageForbidden',
  status: 503,
  sentence: () =>
    'Storage does not admit the service: a role that was just assigned takes some minutes, a missing one is for the operator to assign. Send the request again.',
  headers: () => retryAfter(30),
  meaning: 'After a deployment it passes by itself.',
  advice:
    'Else the identity of the app lacks the role _Storage Table Data Contributor_, its connection string is wrong, or the network rules of the account keep it out: the log has the code of storage.',
});

export const entraKeysUnavailable = defineError({
  code: 'entraKeysUnavailable',
  status: 503,
  sentence: () =>
    'The keys of Microsoft Entra ID could not be fetched, so it is not known whether the token is valid. Send the request again.',
  headers: () => retryAfter(30),
  meaning:
    'Outgoing connections to `login.microsoftonline.com` are blocked, or `SCIM_ENTRA_AUTHORITY` is that of another cloud.',
  advice: 'Allow the connection, or correct the setting.',
});
