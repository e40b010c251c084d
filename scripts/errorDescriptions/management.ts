import type * as management from '../../shared/api/manage/errors.ts';
import type { Descriptions } from './description.ts';

export const managementDescriptions: Descriptions<typeof management> = {
  managePathNotFound: {
    meaning: 'No function serves the path, or `SCIM_MANAGEMENT_API` is off.',
    advice: 'Compare the path with the document.',
  },
  manageBodyInvalid: {
    meaning:
      'The body is not what `/manage/openapi.json` describes. The sentence names the member; one that does not exist is refused, so that no slip is taken for done.',
    advice: 'Correct the member.',
    examples: [
      ['… must not have a member …. It may have: ….'],
      ['… is required and was not sent.'],
      ['… must be …, not ….'],
      ['… must be one of: ….'],
      ['… must not hold the same twice.'],
      ['… is not what it must be. …'],
    ],
  },
  reasonMissing: {
    meaning:
      'An operator, or an administrator of the tenant who has signed in, reads the PIN or code of a person. The audit log says why.',
    advice: 'Send a POST with the reason.',
  },
  auditAfterInvalid: { meaning: 'The audit log comes in pages.', advice: 'Correct the parameter.' },
  auditOutcomeInvalid: { meaning: 'A filter of the audit log.', advice: 'Correct the parameter.' },
  activityHoursInvalid: { meaning: 'How far back the activity is wanted.', advice: 'Correct the parameter.' },
  tenantStateInvalid: { meaning: 'A filter of the list of tenants.', advice: 'Correct the parameter.' },
  tenantIncludeInvalid: { meaning: 'A parameter of the list of tenants.', advice: 'Correct the parameter.' },
  enablingInvalid: {
    meaning:
      'A member does not belong to the method by which provisioning is enabled, or one that it needs is missing; or the tenant does not allow the method.',
    advice: 'Correct the member, or the method.',
    examples: [
      ['… does not belong to the method ….'],
      ['… is required for the method ….'],
      ['The settings of the tenant do not allow the method …. Allow it first, or choose another one.'],
    ],
  },
  tokenUnwanted: {
    meaning: 'A tenant is added with provisioning off, and with a token.',
    advice: 'Leave one of them out.',
  },
  manageAfterInvalid: {
    meaning: 'The list of tenants comes in pages.',
    advice: 'Correct the parameter.',
  },
  manageCountInvalid: {
    meaning: 'The list of tenants comes in pages.',
    advice: 'Correct the parameter.',
  },
};
