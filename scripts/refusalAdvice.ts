import type { SignInRefusal } from '../shared/signIn/refusals.ts';

const forged = 'Entra does not send that. If it lasts, somebody tries to get in.';
const changedOnTheWay =
  'Entra does not send that. Look for a proxy that changes forms. If there is none, somebody tries to get in.';

/** What to do about each reason for which a sign-in is refused. */
export const refusalAdvice: Readonly<Record<SignInRefusal, string>> = {
  tooLarge: 'Send fewer claims: groups as ids, and only those that are assigned to the application.',
  markupForbidden: forged,
  tooDeep: forged,
  notWellFormed: changedOnTheWay,
  structure: 'In Entra choose SAML as the method. A token of another kind is not read.',
  encrypted: 'In Entra turn off Token encryption of the application.',
  samlVersion:
    'In Entra choose SAML as the method. Applications of the method WS-Fed get SAML 1.1, which is not read.',
  signatureStructure:
    'In Entra: SAML Certificates, Edit, Signing Option: Sign SAML assertion. The other options sign something else.',
  algorithm: 'In Entra: SAML Certificates, Edit, Signing Algorithm: SHA-256.',
  reference: forged,
  duplicateId: forged,
  digest: changedOnTheWay,
  certificateUnknown:
    'Compare the metadata URL with the App Federation Metadata URL of this application, with its `appid`. After a new certificate the service reads the metadata again by itself.',
  certificateWeak: 'In Entra make a new certificate.',
  certificateEnded: 'In Entra make a new certificate, and check the clock of the service.',
  issuer:
    'Compare the Directory (tenant) ID with that of Entra. A guest signs in at the directory of the tenant, too.',
  directory: 'Compare the Directory (tenant) ID with that of Entra.',
  audience: 'Make Identifier (Entity ID) in Entra and the identifier here the same, letter for letter.',
  notYetValid: '`node dist/cli.js sso check <tenant>` compares the clocks.',
  expired:
    'The person waited too long, or a clock is wrong: `node dist/cli.js sso check <tenant>` compares the clocks.',
  lifetime: 'In Entra remove the token lifetime policy of the application, or set it to at most 24 hours.',
  recipient: 'Make the Reply URL in Entra the one that the service shows.',
  confirmation: 'In Entra choose SAML as the method.',
  condition: forged,
  nameId: 'In Entra: Attributes & Claims, Unique User Identifier (Name ID): `user.objectid`.',
  claims: 'In Entra remove the claim that is there twice, under Attributes & Claims.',
  metadataUnavailable:
    'Open the metadata URL in a browser. `node dist/cli.js sso check <tenant>` says what is wrong with it.',
  contextMissing: 'Begin at the Sign on URL. A tile of My Apps needs the Sign on URL in Entra.',
  contextInvalid: 'Begin again at the Sign on URL. After sealing keys were removed, everybody has to.',
  contextExpired: 'Begin again at the Sign on URL.',
  nonceMissing:
    'Begin again at the Sign on URL, in one browser. The browser has to accept cookies; over http on another machine it does not.',
  returnToRefused: 'The return URLs were changed during the sign-in. Add the address, or begin again.',
  responseMissing: 'The person cancelled, or Entra showed an error: look into the sign-in log of Entra.',
  assertionUsed:
    'A page was sent twice, by Back or Reload: begin again. If it lasts, somebody repeats a copy.',
  userUnknown:
    'Assign the person to the application in Entra, and wait for the next cycle. If everybody is unknown, compare the matching: `node dist/cli.js sso check <tenant>`.',
  userDisabled: 'Entra has disabled the person here. Enable or assign the person there.',
  userNameMissing: 'Match by the object id, or send the user principal name as a claim.',
  registrationRefused:
    'Another user has the userName, or the tenant needs an attribute that the assertion does not have. Let Entra provision the person.',
};
