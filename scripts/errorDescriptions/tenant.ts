import type * as tenant from '../../shared/tenants/errors.ts';
import type { Descriptions } from './description.ts';

export const tenantDescriptions: Descriptions<typeof tenant> = {
  tenantNotFound: {
    meaning: 'Removed, or never there.',
    advice: '`node dist/cli.js tenant list`, or `GET /manage/tenants`, lists them.',
  },
  tenantExists: {
    meaning: 'A tenant has the name. If an answer was lost, it may be the one that was asked for.',
    advice: 'Choose another name. If nobody has seen its secret token, rotate it.',
  },
  tenantNameInvalid: {
    meaning: 'The name is a part of the tenant URL.',
    advice: 'Choose another name. The display name is free.',
  },
  tenantRestoring: {
    meaning: 'A restoration was begun and has not ended.',
    advice: 'Finish it, or remove the tenant.',
  },
  tenantRemoving: {
    meaning: 'A removal was begun and has not ended.',
    advice: 'Finish it: `node dist/cli.js tenant remove <tenant>`, or the same DELETE again.',
  },
  tenantTooLarge: {
    meaning: 'A tenant and its credentials are one row.',
    advice: 'Remove credentials that nobody uses.',
  },
  tenantBusy: {
    meaning: 'Every attempt of half a minute met a change that somebody else made.',
    advice: 'Send it again; look which scripts run at once.',
  },
  removalUnconfirmed: {
    meaning: 'A DELETE of a tenant came without confirmation.',
    advice: 'Confirm it, if you mean it.',
  },
  cardsAlreadyShared: {
    meaning: '`cardNumberUnique` can only be turned off.',
    advice: 'Make a new tenant.',
  },
  groupNamesAlreadyShared: {
    meaning: '`groupNameUnique` can only be turned off.',
    advice: 'Make a new tenant.',
  },
  displayNameInvalid: {
    meaning: 'The name is empty, too long, or has control characters.',
    advice: 'Choose another one.',
  },
  authenticationMissing: {
    meaning: '`authentication` is an empty list.',
    advice: 'Name a way, or disable the tenant.',
  },
  entraTenantIdInvalid: {
    meaning: '`entraTenantId` has another form, such as a domain.',
    advice: 'Copy it from the overview page.',
  },
  entraTenantIdMissing: {
    meaning: '`entraToken` is turned on without `entraTenantId`.',
    advice: 'Set both.',
  },
  pinLengthInvalid: {
    meaning: 'The policy for PINs could be met by none.',
    advice: 'Set another length.',
  },
  logRetentionInvalid: {
    meaning: '`logRetentionDays` is no whole number in this range.',
    advice: 'Set another number.',
  },
};
