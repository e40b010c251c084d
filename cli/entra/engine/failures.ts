import { ProvisioningFailure } from '../failure.ts';
import { stringOr } from '../json.ts';
import type { LogError } from '../log/entry.ts';
import { saidBy } from '../log/logFile.ts';
import { refusalOf } from '../wire/client.ts';
import type { Answer } from '../wire/exchange.ts';

/** An entry can't be provisioned. It goes into escrow, and the cycle continues. */
export class EntryFailure extends Error {
  override readonly name = 'EntryFailure';
  readonly error: LogError;

  constructor(error: LogError) {
    super(error.reason);
    this.error = error;
  }
}

/** The failure that an answer means. @throws ProvisioningFailure if the answer ends the whole job. */
export function failureOf(answer: Answer, hide = (text: string): string => text): EntryFailure {
  const refused = refusalOf(answer);
  if (refused !== undefined) throw refused;
  const said = hide(saidBy(answer.body));
  const reason = said === '' ? `The service answered ${answer.status} without a SCIM error.` : said;
  return new EntryFailure({ ...adviceFor(answer), reason: `${answer.status} ${reason}` });
}

/** Entra's error code, and advice. */
function adviceFor({ status, body }: Answer): Pick<LogError, 'code' | 'recommendedAction'> {
  if (status === 409) {
    return {
      code: 'Conflict',
      recommendedAction:
        'Another entry of the application has a value that must be unique. Change it in one of the two, or match by it.',
    };
  }
  if (status === 400) {
    return {
      code: stringOr(body.scimType) || 'BadRequest',
      recommendedAction: 'Correct the value in the directory, or the row of the mapping that sends it.',
    };
  }
  return {
    code: `HTTP${status}`,
    recommendedAction: 'The log of the service says more. The entry is tried again later.',
  };
}

/** The failure if a filter is answered 404 instead of an empty list. Entra puts the whole job into quarantine. */
export function incompatible(answer: Answer): ProvisioningFailure {
  return new ProvisioningFailure(
    'incompatible',
    `${answer.request} was answered ${answer.status}. A filter that matches nothing has to be answered 200 with ` +
      '"totalResults": 0 (RFC 7644 section 3.4.2).',
  );
}

export const invalidAnchor: LogError = {
  code: 'InvalidAnchor',
  reason: 'The service no longer has the linked entry: it answers 404.',
  recommendedAction:
    'Provision the entry on demand: that matches it again. "restart --full" does so for all entries.',
};

export function duplicateTargets(path: string, count: number): LogError {
  return {
    code: 'DuplicateTargetEntries',
    reason: `${count} entries of the application match by ${path}.`,
    recommendedAction: 'Delete all but one of them in the application, or match by a unique attribute.',
  };
}

export function duplicateSources(path: string, holder: string): LogError {
  return {
    code: 'DuplicateSourceEntries',
    reason: `The entry that matches by ${path} is already linked with ${holder}.`,
    recommendedAction: 'Give one of the two another value in the directory, or match by a unique attribute.',
  };
}
