import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { defined } from '../scim/json.ts';

/** Characters of a JWT beyond which it is not even read. Entra's have about 2,000. */
const maxLength = 8_192;

/** How far the clocks of issuer and service may differ, in seconds. */
export const clockSkew = 60;

/** What a JWT says before anybody has checked it: good for choosing how to check it, and for nothing else. */
export interface UnverifiedJwt {
  readonly token: string;
  readonly claims: JWTPayload;
}

/** Undefined if the text is no JWT. */
export async function readUnverified(token: string): Promise<UnverifiedJwt | undefined> {
  if (token.length > maxLength) return undefined;
  const { decodeJwt } = await import('jose');
  try {
    return { token, claims: decodeJwt(token) };
  } catch {
    return undefined;
  }
}

/** No key has the id that a JWT names. */
export class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
}

/** What must be true of a JWT. None may be left out: what is not asked for is not checked. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: 'ES256' | 'RS256';
  /** Besides `iss`, `aud` and `exp`. */
  readonly claims: readonly string[];
  /** The media type in `typ`; undefined where the issuer does not say one. */
  readonly type: string | undefined;
}

/**
 * The claims of a JWT that is signed, current and as expected; undefined where it is not. Its algorithm is looked at
 * before `key` is asked.
 *
 * @throws whatever `key` throws that is not about the token: a key server that does not answer is not the token's fault.
 */
export async function verifiedClaims(
  token: string,
  key: JWTVerifyGetKey,
  { issuer, audience, algorithm, claims, type }: Expected,
): Promise<JWTPayload | undefined> {
  const { errors, jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience,
      algorithms: [algorithm],
      requiredClaims: ['exp', ...claims],
      clockTolerance: clockSkew,
      ...defined({ typ: type }),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof UnknownKey) return undefined;
    throw error;
  }
}
