import { SignInRefused } from './refusals.ts';

/** For whom a directory's answer must be, and who may have signed it. */
export interface RelyingParty {
  readonly realm: string;
  readonly replyUrl: string;
  /** `https://sts.windows.net/<directory id>/`. */
  readonly issuer: string;
  readonly directoryId: string;
  /** The signing certificates of the directory's metadata, in PEM. */
  readonly certificates: readonly string[];
}

/** Who signed in, as the signed assertion says. */
export interface SignInClaims {
  /** May be used once. */
  readonly assertionId: string;
  /** From then on the assertion is refused in any case. */
  readonly expires: Date;
  /** The person's object id in the directory. */
  readonly objectId: string;
  /** The user principal name. */
  readonly userName: string | undefined;
  readonly displayName: string | undefined;
  readonly nickname: string | undefined;
  readonly givenName: string | undefined;
  readonly familyName: string | undefined;
  readonly email: string | undefined;
}

/**
 * Checks the `wresult` of a WS-Federation sign-in, and reads who signed in.
 *
 * @throws SignInRefused; its reason is `certificateUnknown` if the metadata may be older than the certificate.
 */
export function readSignInResponse(wresult: string, party: RelyingParty, now: Date): Promise<SignInClaims> {
  return Promise.reject(new SignInRefused('structure', [wresult, party, now]));
}
