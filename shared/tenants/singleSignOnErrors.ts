import { defineError, type Shown } from '../scim/error.ts';

/** Errors about the settings of single sign-on, in the words that Entra's portal has for them. */

export const metadataUrlInvalid = defineError({
  code: 'metadataUrlInvalid',
  status: 400,
  sentence: () =>
    'The metadata URL is the App Federation Metadata URL of the enterprise application: an https address, without credentials and fragment.',
});

export const metadataHostWrong = defineError({
  code: 'metadataHostWrong',
  status: 400,
  sentence: (authority: string) =>
    `The metadata URL must begin with ${authority}/, because the service believes the certificates that it finds there.`,
});

export const metadataDirectoryWrong = defineError({
  code: 'metadataDirectoryWrong',
  status: 400,
  sentence: (found: string, wanted: string) =>
    `The metadata URL is that of the directory ${found}, and the Directory (tenant) ID is ${wanted}. Change both together.`,
});

export const metadataUrlMissing = defineError({
  code: 'metadataUrlMissing',
  status: 400,
  sentence: () =>
    'Single sign-on needs the App Federation Metadata URL of the enterprise application. Set it first, or with the same change.',
});

export const signInDirectoryMissing = defineError({
  code: 'signInDirectoryMissing',
  status: 400,
  sentence: () =>
    'Single sign-on needs the Directory (tenant) ID of the Entra directory at which people sign in. Set it first, or with the same change.',
});

export const realmInvalid = defineError({
  code: 'realmInvalid',
  status: 400,
  sentence: () =>
    'The realm is an absolute URI of at most 255 characters, the same as the Identifier (Entity ID) in Entra.',
});

export const sessionMinutesInvalid = defineError({
  code: 'sessionMinutesInvalid',
  status: 400,
  sentence: (min: Shown, max: Shown) => `A session lasts ${min} to ${max} minutes.`,
});

export const returnUrlInvalid = defineError({
  code: 'returnUrlInvalid',
  status: 400,
  sentence: () =>
    'A return URL is an https address, or http on this computer, without credentials, query and fragment.',
});

export const returnUrlsTooMany = defineError({
  code: 'returnUrlsTooMany',
  status: 400,
  sentence: (max: Shown) => `A tenant has at most ${max} return URLs.`,
});
