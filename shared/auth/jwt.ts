import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { defined } from '../scim/json.ts';

/** Maximum length of a JWT in characters. Entra's have about 2,000. */
const maxLength = 8_192;

/** Tolerated difference between the clocks of issuer and service, in seconds. */
export const clockSkew = 60;

/** The unverified content of a JWT: use it only to choose how to verify it. */
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

/** No key has the id in a JWT's header. */
export class UnknownKey extends Error {
  override readonly name = 'UnknownKey';
}

/** Requirements on a JWT. All are mandatory, so that no check is forgotten. */
export interface Expected {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: 'ES256' | 'RS256';
  /** Required claims besides `iss`, `aud` and `exp`. */
  readonly claims: readonly string[];
  /** The media type in `typ`; undefined if the issuer sets none. */
  readonly type: string | undefined;
}

/**
 * The claims of a JWT that is signed, current and as required; otherwise undefined. Its algorithm is checked before
 * `key` is called.
 *
 * @throws errors of `key` that are not about the token, such as an unreachable key server.
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
