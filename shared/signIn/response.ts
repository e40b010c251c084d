import { partsOfAssertion, requireConditions, readClaims } from './assertion.ts';
import { SignInRefused } from './refusals.ts';
import { requireBounds, tokenLimits } from './xml/bounds.ts';
import { parseXml, type XmlElement } from './xml/elements.ts';
import { requirePermittedSignature, signedBytes } from './xml/signature.ts';
import { findToken } from './xml/token.ts';

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
 * Checks the `wresult` of a WS-Federation sign-in, and reads who signed in. The caller then uses up the assertion's id.
 *
 * @throws SignInRefused; its reason is `certificateUnknown` if the metadata may be older than the certificate.
 */
export async function readSignInResponse(
  wresult: string,
  party: RelyingParty,
  now: Date,
): Promise<SignInClaims> {
  requireBounds(wresult, tokenLimits);
  const document = await parseXml(wresult);
  const token = findToken(document.root);
  requirePermittedSignature(token);
  const signed = await signedBytes(wresult, document, party.certificates, now);
  // From here on nothing is read of the document that came: only of the bytes that the certificate vouches for.
  return readAssertion((await parseXml(signed)).root, party, now);
}

function readAssertion(assertion: XmlElement, party: RelyingParty, now: Date): SignInClaims {
  const parts = partsOfAssertion(assertion);
  const expires = requireConditions(assertion, parts, party, now);
  const { directoryId, objectId, ...claims } = readClaims(parts.attributes);
  if (directoryId !== party.directoryId) throw new SignInRefused('directory');
  if (objectId === undefined || objectId !== parts.nameId) throw new SignInRefused('nameId');
  return { assertionId: parts.id, expires, objectId, ...claims };
}
