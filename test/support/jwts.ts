import { createHmac, sign, type KeyObject } from 'node:crypto';

/** Makes the signature of a JWS over its signing input. */
export type Signer = (input: string) => Buffer;

export const unsigned: Signer = () => Buffer.alloc(0);

export function es256(key: KeyObject): Signer {
  return (input) => sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}

export function rs256(key: KeyObject): Signer {
  return (input) => sign('sha256', Buffer.from(input), key);
}

export function hs256(secret: string | Buffer): Signer {
  return (input) => createHmac('sha256', secret).update(input).digest();
}

/** A compact JWS with any header and claims, also such as no library would make; undefined members are left out. */
export function jwt(header: object, claims: object, signer: Signer): string {
  const input = `${base64url(header)}.${base64url(claims)}`;
  return `${input}.${signer(input).toString('base64url')}`;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** What a JWT says. */
export function readJwt(token: string): {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
} {
  const [header = '', claims = ''] = token.split('.');
  const read = (part: string) =>
    JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  return { header: read(header), claims: read(claims) };
}

/** Seconds since 1970, as JWTs count. */
export function seconds(fromNow = 0): number {
  return Math.floor(Date.now() / 1_000) + fromNow;
}
