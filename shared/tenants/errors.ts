import { defineError, type Shown } from '../scim/error.ts';

/** Errors about tenants. The management API answers them as problems; the command line prints their sentences. */

export const tenantNotFound = defineError({
  code: 'tenantNotFound',
  status: 404,
  sentence: (name: string) => `There is no tenant "${name}".`,
});

export const tenantExists = defineError({
  code: 'tenantExists',
  status: 409,
  sentence: (name: string, advice: string) => `There is a tenant "${name}" already.${advice}`,
});

export const tenantNameInvalid = defineError({
  code: 'tenantNameInvalid',
  status: 400,
  sentence: (name: string) =>
    `"${name}" can't be a tenant's name: 1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.`,
});

export const tenantRestoring = defineError({
  code: 'tenantRestoring',
  status: 409,
  sentence: (name: string, backup: string) =>
    `The tenant "${name}" is being restored from the backup of ${backup}. Finish that with "restore", or delete what there is of it with "tenant remove ${name}".`,
});

export const tenantRemoving = defineError({
  code: 'tenantRemoving',
  status: 409,
  sentence: (name: string) =>
    `The tenant "${name}" is being removed. Finish that first with "tenant remove ${name}".`,
});

export const tenantTooLarge = defineError({
  code: 'tenantTooLarge',
  status: 409,
  sentence: () => 'The tenant has so many credentials that no more can be kept of it. Remove some first.',
});

export const tenantBusy = defineError({
  code: 'tenantBusy',
  status: 409,
  sentence: () => 'Somebody else keeps changing this tenant. Try again.',
});

export const removalUnconfirmed = defineError({
  code: 'removalUnconfirmed',
  status: 400,
  sentence: () =>
    'This removes the tenant with all its users, credentials and its log, for good. Confirm it with its name: ?confirm=<tenant>.',
});

export const cardsAlreadyShared = defineError({
  code: 'cardsAlreadyShared',
  status: 409,
  sentence: () =>
    'Cards that may be shared can not be made unique again: some may be shared already. Make a new tenant for that.',
});

export const groupNamesAlreadyShared = defineError({
  code: 'groupNamesAlreadyShared',
  status: 409,
  sentence: () =>
    'Names of groups that may be shared can not be made unique again: some may be shared already. Make a new tenant for that.',
});

export const displayNameInvalid = defineError({
  code: 'displayNameInvalid',
  status: 400,
  sentence: () => 'A display name has 1 to 128 printable characters.',
});

export const authenticationMissing = defineError({
  code: 'authenticationMissing',
  status: 400,
  sentence: () => 'At least one way of authentication must stay. To refuse every client, disable the tenant.',
});

export const entraTenantIdInvalid = defineError({
  code: 'entraTenantIdInvalid',
  status: 400,
  sentence: () =>
    'The Directory (tenant) ID is a GUID in lower-case letters, from the overview page of Microsoft Entra ID.',
});

export const entraTenantIdMissing = defineError({
  code: 'entraTenantIdMissing',
  status: 400,
  sentence: () =>
    "Entra's own tokens are accepted only from one directory: say its Directory (tenant) ID as well. Every Entra tenant in the world is issued tokens for the same audience.",
});

export const pinLengthInvalid = defineError({
  code: 'pinLengthInvalid',
  status: 400,
  sentence: () => 'The length of a pin is at least 1, and the least is not above the most.',
});

export const logRetentionInvalid = defineError({
  code: 'logRetentionInvalid',
  status: 400,
  sentence: (minDays: Shown, maxDays: Shown) =>
    `The provisioning log is kept for ${minDays} to ${maxDays} days.`,
});
