/** Why the answer of a directory is refused: a word for each check, for the log. The person reads one sentence for all. */
export type ResponseRefusal =
  /** More than 256 KB, or more elements or attributes than a token has. */
  | 'tooLarge'
  /** A DOCTYPE, entity, processing instruction, comment or CDATA section. */
  | 'markupForbidden'
  /** Elements are nested more than 64 deep. */
  | 'tooDeep'
  /** No UTF-8, or no XML. */
  | 'notWellFormed'
  /** Not one response of WS-Trust with one token and one assertion in it. */
  | 'structure'
  | 'encrypted'
  /** The assertion is not one of SAML 2.0. */
  | 'samlVersion'
  /** Not one signature, a child of the assertion and of the parts that it should have. */
  | 'signatureStructure'
  /** The signature is not made by RSA with SHA-256 or SHA-512, or over another form than exclusive c14n. */
  | 'algorithm'
  /** The signature does not cover exactly the assertion. */
  | 'reference'
  /** Two elements have the same id. */
  | 'duplicateId'
  /** The assertion is not the one that was signed. */
  | 'digest'
  /** No certificate of the directory's metadata made the signature. */
  | 'certificateUnknown'
  /** The certificate that made the signature has no RSA key of 2,048 bits or more. */
  | 'certificateWeak'
  /** The certificate that made the signature is not yet, or no longer, valid. */
  | 'certificateEnded'
  | 'issuer'
  /** The `tenantid` claim names another directory. */
  | 'directory'
  /** The assertion is for another relying party than the tenant's realm. */
  | 'audience'
  | 'notYetValid'
  | 'expired'
  /** The assertion is valid for more than 24 hours, or for no time. */
  | 'lifetime'
  /** The assertion is for another reply URL. */
  | 'recipient'
  /** The subject is not confirmed by `bearer` alone, or no longer. */
  | 'confirmation'
  /** The assertion has a condition that this service does not know (SAML core §2.5.1.1). */
  | 'condition'
  /** The Name ID and the `objectidentifier` claim differ, or one is missing. */
  | 'nameId'
  /** A claim that is read occurs twice, or has several values. */
  | 'claims';

/** The directory's metadata can't be read, and there is no earlier copy. */
type MetadataRefusal = 'metadataUnavailable';

/** The sign-in was not begun here, too long ago, or in another browser. */
type ContextRefusal =
  | 'contextMissing'
  /** It can't be opened, or is another tenant's. */
  | 'contextInvalid'
  /** Older than ten minutes. */
  | 'contextExpired'
  /** The browser does not have the cookie of this sign-in, or has used it up. */
  | 'nonceMissing'
  /** `returnTo` is on the tenant's list no more. */
  | 'returnToRefused'
  /** The directory's answer has no `wresult`. */
  | 'responseMissing';

/** The directory says who it is, and that person may not sign in. */
type PersonRefusal =
  /** The assertion was used before. */
  | 'assertionUsed'
  | 'userUnknown'
  | 'userDisabled'
  /** The tenant matches people by userName, and the assertion has none. */
  | 'userNameMissing'
  /** The person is new, and can't be registered: SCIM would refuse such a user. */
  | 'registrationRefused';

export type SignInRefusal = ResponseRefusal | MetadataRefusal | ContextRefusal | PersonRefusal;

/** A sign-in that is refused. Its reason is for the log alone. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly reason: SignInRefusal;

  constructor(reason: SignInRefusal, cause?: unknown) {
    super(`The sign-in is refused: ${reason}.`, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}
