import { ProvisioningFailure } from '../failure.ts';
import { stringOr } from '../json.ts';
import type { LogError } from '../log/entry.ts';
import { saidBy } from '../log/logFile.ts';
import { refusalOf } from '../wire/client.ts';
import type { Answer } from '../wire/exchange.ts';

/** An entry can't be provisioned: it goes into escrow, and the cycle goes on. */
export class EntryFailure extends Error {
  override readonly name = 'EntryFailure';
  readonly error: LogError;

  constructor(error: LogError) {
    super(error.reason);
    this.error = error;
  }
}

/** The failure that an answer means. What ends the whole job is thrown as such. */
export function failureOf(answer: Answer, hide: (text: string) => string): EntryFailure {
  const refused = refusalOf(answer);
  if (refused !== undefined) throw refused;
  const said = hide(saidBy(answer.body));
  const reason = said === '' ? `The service answered ${answer.status} without a SCIM error.` : said;
  return new EntryFailure({ ...adviceFor(answer), reason: `${answer.status} ${reason}` });
}

/** Entra's own names of errors, and what helps. */
function adviceFor({ status, body }: Answer): Pick<LogError, 'code' | 'recommendedAction'> {
  if (status === 409) {
    return {
      code: 'Conflict',
      recommendedAction:
        'Another entry of the application holds a value that must be unique. Change it at one of the two, or match by it.',
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
    recommendedAction: 'Look at the log of the service, which says more; the entry is tried again later.',
  };
}

/** A 404 where an empty list belongs: Entra puts the whole job into quarantine. */
export function incompatible(answer: Answer): ProvisioningFailure {
  return new ProvisioningFailure(
    'incompatible',
    `${answer.request} was answered ${answer.status}. A filter that matches nothing has to be answered 200 with ` +
      '"totalResults": 0 (RFC 7644 section 3.4.2).',
  );
}

export const invalidAnchor: LogError = {
  code: 'InvalidAnchor',
  reason: 'The linked entry is gone: the service answers 404 to its id.',
  recommendedAction: 'Provision it on demand, which matches it anew; "restart --full" does so for everybody.',
};

export function duplicateTargets(path: string, count: number): LogError {
  return {
    code: 'DuplicateTargetEntries',
    reason: `${count} entries of the application match by ${path}.`,
    recommendedAction:
      'Delete all but one of them in the application, or match by an attribute that is unique.',
  };
}

export function duplicateSources(path: string, holder: string): LogError {
  return {
    code: 'DuplicateSourceEntries',
    reason: `The entry that matches by ${path} is linked with ${holder} already.`,
    recommendedAction:
      'Give one of the two another value in the directory, or match by an attribute that is unique.',
  };
}
