import type * as singleSignOn from '../../shared/tenants/singleSignOnErrors.ts';
import type { Descriptions } from './description.ts';

export const singleSignOnDescriptions: Descriptions<typeof singleSignOn> = {
  metadataUrlInvalid: {
    meaning: '`metadataUrl` is no https address, or is too long.',
    advice: 'Copy the App Federation Metadata URL from the enterprise application.',
  },
  metadataHostWrong: {
    meaning: '`metadataUrl` leads to another host than `SCIM_ENTRA_AUTHORITY`.',
    advice: 'Copy the URL of the enterprise application; in a national cloud, check the setting.',
  },
  metadataDirectoryWrong: {
    meaning:
      '`metadataUrl` begins with the id of another directory than `entraTenantId`: nobody could sign in.',
    advice: 'Copy both from the directory at which people sign in, and set both with the same change.',
  },
  metadataUrlMissing: {
    meaning: 'Single sign-on is, or would be, on without `metadataUrl`.',
    advice: 'Set it, or turn single sign-on off.',
  },
  signInDirectoryMissing: {
    meaning: 'Single sign-on is, or would be, on without `entraTenantId`.',
    advice: 'Set it, or turn single sign-on off.',
  },
  realmInvalid: {
    meaning: '`realm` is no absolute URI.',
    advice: 'Copy the Identifier (Entity ID) of the enterprise application, or leave the realm out.',
  },
  sessionMinutesInvalid: {
    meaning: '`sessionMinutes` is no whole number in this range.',
    advice: 'Set another number.',
  },
  returnUrlInvalid: {
    meaning: 'A URL of `returnUrls` is no such address.',
    advice: 'Correct it. What is below a return URL is allowed with it.',
  },
  returnUrlsTooMany: {
    meaning: '`returnUrls` has too many.',
    advice: 'Name a URL above them: what is below it is allowed with it.',
  },
};
