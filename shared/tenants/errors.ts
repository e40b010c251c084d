import { defineError, type Shown } from '../scim/error.ts';

/** Errors about tenants. The management API answers them as problems; the command line prints their sentences. */

export const tenantNotFound = defineError({
  code: 'tenantNotFound',
  status: 404,
  sentence: (name: string) => `There is no tenant "${name}".`,
  meaning: 'Removed, or never there.',
  advice: '`node dist/cli.js tenant list`, or `GET /manage/tenants`, lists them.',
});

export const tenantExists = defineError({
  code: 'tenantExists',
  status: 409,
  sentence: (name: string, advice: string) => `There is a tenant "${name}" already.${advice}`,
  meaning: 'A tenant has the name. If an answer was lost, it may be the one that was asked for.',
  advice: 'Choose another name. If nobody has seen its secret token, rotate it.',
});

export const tenantNameInvalid = defineError({
  code: 'tenantNameInvalid',
  status: 400,
  sentence: (name: string) =>
    `"${name}" can't be a tenant's name: 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.`,
  meaning: 'The name is a part of the tenant URL.',
  advice: 'Choose another name. The display name is free.',
});

export const tenantRestoring = defineError({
  code: 'tenantRestoring',
  status: 409,
  sentence: (name: string, backup: string) =>
    `The tenant "${name}" is being restored from the backup of ${backup}. Finish that with "restore", or delete what there is of it with "tenant remove ${name}".`,
  meaning: 'A restoration was begun and has not ended.',
  advice: 'Finish it, or remove the tenant.',
});

export const tenantRemoving = defineError({
  code: 'tenantRemoving',
  status: 409,
  sentence: (name: string) =>
    `The tenant "${name}" is being removed. Finish that first with "tenant remove ${name}".`,
  meaning: 'A removal was begun and has not ended.',
  advice: 'Finish it: `node dist/cli.js tenant remove <tenant>`, or the same DELETE again.',
});

export const tenantTooLarge = defineError({
  code: 'tenantTooLarge',
  status: 409,
  sentence: () => 'The tenant has so many credentials that no more can be kept of it. Remove some first.',
  meaning: 'A tenant and its credentials are one row.',
  advice: 'Remove credentials that nobody uses.',
});

export const tenantBusy = defineError({
  code: 'tenantBusy',
  status: 409,
  sentence: () => 'Somebody else keeps changing this tenant. Try again.',
  meaning: 'Every attempt of half a minute met a change that somebody else made.',
  advice: 'Send it again; look which scripts run at once.',
});

export const removalUnconfirmed = defineError({
  code: 'removalUnconfirmed',
  status: 400,
  sentence: () =>
    'This removes the tenant with all its users, credentials and its log, for good. Confirm it with its name: ?confirm=<tenant>.',
  meaning: 'A DELETE of a tenant came without confirmation.',
  advice: 'Confirm it, if you mean it.',
});

export const cardsAlreadyShared = defineError({
  code: 'cardsAlreadyShared',
  status: 409,
  sentence: () =>
    'Cards that may be shared can not be made unique again: some may be shared already. Make a new tenant for that.',
  meaning: '`cardNumberUnique` can only be turned off.',
  advice: 'Make a new tenant.',
});

export const groupNamesAlreadyShared = defineError({
  code: 'groupNamesAlreadyShared',
  status: 409,
  sentence: () =>
    'Names of groups that may be shared can not be made unique again: some may be shared already. Make a new tenant for that.',
  meaning: '`groupNameUnique` can only be turned off.',
  advice: 'Make a new tenant.',
});

export const displayNameInvalid = defineError({
  code: 'displayNameInvalid',
  status: 400,
  sentence: () => 'A display name has 1 to 128 printable characters.',
  meaning: 'The name is empty, too long, or has control characters.',
  advice: 'Choose another one.',
});

export const authenticationMissing = defineError({
  code: 'authenticationMissing',
  status: 400,
  sentence: () => 'At least one way of authentication must stay: to let nobody in, disable the tenant.',
  meaning: '`authentication` is an empty list.',
  advice: 'Name a way, or disable the tenant.',
});

export const entraTenantIdInvalid = defineError({
  code: 'entraTenantIdInvalid',
  status: 400,
  sentence: () =>
    "Entra's tenant id is a GUID in lower-case letters, from the overview page of Microsoft Entra ID.",
  meaning: '`entraTenantId` has another form, such as a domain.',
  advice: 'Copy it from the overview page.',
});

export const entraTenantIdMissing = defineError({
  code: 'entraTenantIdMissing',
  status: 400,
  sentence: () =>
    "Entra's own tokens can be let in only from one Entra tenant: say its id as well. Every Entra tenant in the world is issued tokens for the same audience.",
  meaning: '`entraToken` is turned on without `entraTenantId`.',
  advice: 'Set both.',
});

export const pinLengthInvalid = defineError({
  code: 'pinLengthInvalid',
  status: 400,
  sentence: () => 'The length of a pin is at least 1, and the least is not above the most.',
  meaning: 'The policy for PINs could be met by none.',
  advice: 'Set another length.',
});

export const logRetentionInvalid = defineError({
  code: 'logRetentionInvalid',
  status: 400,
  sentence: (minDays: Shown, maxDays: Shown) =>
    `The provisioning log is kept for ${minDays} to ${maxDays} days.`,
  meaning: '`logRetentionDays` is no whole number in this range.',
  advice: 'Set another number.',
});
