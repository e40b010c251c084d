import type * as service from '../../shared/scim/errors/service.ts';
import type { Descriptions } from './description.ts';

export const serviceDescriptions: Descriptions<typeof service> = {
  serviceFailed: {
    meaning: 'A fault of the service. Entra sends the request again in the next cycle.',
    advice: 'Look the id up in the log (`unexpectedError`); with name and place of the error, report it.',
  },
  notConfigured: {
    meaning: 'A setting is missing or wrong. The sentence names it, and never holds its value.',
    advice:
      '[Settings](settings.md) has what each must be; so does [the list](troubleshoot.md#a-setting-is-missing-or-wrong).',
  },
  storageUnavailable: {
    meaning: 'A repeated request does no harm, and Entra repeats it.',
    advice:
      "If it lasts: the right of the identity, the network rules of the account, Azure's status, and [the alert on storage](operate.md#alerts).",
  },
  storageForbidden: {
    meaning: 'After a deployment it passes by itself.',
    advice:
      'Else the identity of the app lacks the role _Storage Table Data Contributor_, its connection string is wrong, or the network rules of the account keep it out: the log has the code of storage.',
  },
  entraKeysUnavailable: {
    meaning:
      'Outgoing connections to `login.microsoftonline.com` are blocked, or `SCIM_ENTRA_AUTHORITY` is that of another cloud.',
    advice: 'Allow the connection, or correct the setting.',
  },
};
