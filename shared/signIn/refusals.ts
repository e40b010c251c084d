/**
 * Why a sign-in is refused: a word for each check, and what the provisioning log says of it. The person reads one sentence
 * for all. docs/single-sign-on.md explains each, and what to do.
 */
export const refusalSentences = {
  // The directory's answer is not one that may be believed.
  tooLarge: "The directory's answer is too large.",
  markupForbidden:
    "The directory's answer has a DOCTYPE, an entity, a comment or other markup that no token has.",
  tooDeep: "The directory's answer is nested too deep.",
  notWellFormed: "The directory's answer is no well-formed XML.",
  structure: "The directory's answer is not one token with one assertion.",
  encrypted: 'The assertion is encrypted. Turn token encryption off in Entra.',
  samlVersion: 'The assertion is not one of SAML 2.0.',
  signatureStructure: 'The assertion does not have exactly one signature of its own.',
  algorithm: 'The assertion is not signed by RSA with SHA-256 or SHA-512.',
  reference: 'The signature does not cover exactly the assertion.',
  duplicateId: "Two elements of the directory's answer have the same id.",
  digest: 'The assertion was changed after it was signed.',
  certificateUnknown: "No certificate of the directory's metadata made the signature.",
  certificateWeak: 'The certificate that made the signature has no RSA key of 2,048 bits or more.',
  certificateEnded: 'The certificate that made the signature is not valid now.',
  issuer: 'The assertion was issued by another directory.',
  directory: 'The assertion names another directory.',
  audience: "The assertion is for another audience than the tenant's realm.",
  notYetValid: 'The assertion is not valid yet.',
  expired: 'The assertion has expired.',
  lifetime: 'The assertion is valid for longer than 24 hours.',
  recipient: 'The assertion is for another reply URL.',
  confirmation: 'The subject of the assertion is not confirmed by "bearer".',
  condition: 'The assertion has a condition that this service does not know.',
  nameId: 'The Name ID and the object identifier of the assertion differ, or one is missing.',
  claims: 'A claim of the assertion occurs twice.',
  // It can't be checked: no earlier copy of the metadata is known.
  metadataUnavailable: "The directory's metadata can't be read.",
  // The sign-in was not begun here, or too long ago, or in another browser.
  contextMissing: "The directory's answer has no wctx: the sign-in was not begun here.",
  contextInvalid: 'The wctx was not made here for this tenant.',
  contextExpired: 'The sign-in was begun more than ten minutes ago.',
  nonceMissing: 'The sign-in was begun in another browser, or its cookie was used up.',
  returnToRefused: "The address to return to is not on the tenant's list.",
  responseMissing: "The directory's answer has no wresult.",
  // The directory says who it is, and that person may not sign in.
  assertionUsed: 'The assertion was used before.',
  userUnknown: 'The tenant has no such user.',
  userDisabled: 'The user is disabled.',
  userNameMissing: 'The assertion has no user principal name, by which the tenant finds its users.',
  registrationRefused: 'The person can not be registered: the userName is taken, or an attribute is missing.',
} as const;

export type SignInRefusal = keyof typeof refusalSentences;

/** A sign-in that is refused. Its reason is for the log alone. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly reason: SignInRefusal;

  constructor(reason: SignInRefusal, cause?: unknown) {
    super(`The sign-in is refused: ${reason}.`, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

/** @throws SignInRefused */
export function refuse(reason: SignInRefusal): never {
  throw new SignInRefused(reason);
}
