import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertionOf, responseWith, type AssertionContent } from '../../cli/directory/assertion.ts';
import { newDirectoryKey, type DirectoryKey } from '../../cli/directory/directoryKey.ts';
import { signXml, type SignatureForm } from '../../cli/directory/sign.ts';
import { SignInRefused } from '../../shared/signIn/refusals.ts';
import { readSignInResponse, type RelyingParty, type SignInClaims } from '../../shared/signIn/response.ts';

/** What the fixtures of .NET were signed for. */
export const now = new Date('2026-01-15T09:00:00Z');
export const directoryId = '11111111-2222-3333-4444-555555555555';
export const objectId = 'aaaaaaaa-bbbb-cccc-dddd-000000000001';
const realm = 'https://print.example.com/sso/contoso';
const issuer = `https://sts.windows.net/${directoryId}/`;
const minuteMs = 60_000;

/** A file of test/fixtures/signedXml/, which .NET has signed. */
export function fixture(name: string): string {
  return readFileSync(join(import.meta.dirname, '../fixtures/signedXml', name), 'utf8');
}

/** Made once for all tests of a process: a key takes a while. */
const keys = new Map<string, Promise<DirectoryKey>>();

/** The key of this name. */
export function keyNamed(name: string, bits = 2_048): Promise<DirectoryKey> {
  const known = keys.get(name) ?? newDirectoryKey(now, undefined, bits);
  keys.set(name, known);
  return known;
}

export const directoryKey = () => keyNamed('directory');

/** Who believes the directory's key, and that of the fixtures. */
export async function relyingParty(changes: Partial<RelyingParty> = {}): Promise<RelyingParty> {
  const certificates = [fixture('certificate.pem'), (await directoryKey()).certificate];
  return { realm, replyUrl: `${realm}/wsfed`, issuer, directoryId, certificates, ...changes };
}

const content: AssertionContent = {
  id: '_assertion',
  issuer,
  directoryId,
  audience: realm,
  nameId: objectId,
  person: {
    objectId,
    userName: 'ada@contoso.example',
    displayName: 'Ada Lovelace',
    nickname: 'ada',
    givenName: 'Ada',
    familyName: 'Lovelace',
    email: 'ada@contoso.example',
  },
  notBefore: new Date(now.getTime() - 5 * minuteMs),
  notOnOrAfter: new Date(now.getTime() + 60 * minuteMs),
};

/** How a token differs from a valid one. */
export interface TokenChanges {
  readonly content?: Partial<AssertionContent>;
  /** The assertion, before it is signed. */
  readonly unsigned?: (assertion: string) => string;
  readonly form?: SignatureForm;
  readonly key?: DirectoryKey;
}

/** A `wresult` that the directory signed. */
export async function signedToken(changes: TokenChanges = {}): Promise<string> {
  const { unsigned = (assertion: string) => assertion, key = await directoryKey(), form } = changes;
  const changed = { ...content, ...changes.content };
  return responseWith(await signXml(unsigned(assertionOf(changed)), key, form), changed);
}

/** An assertion that an attacker wrote. */
export function forgedAssertion(): string {
  const person = { ...content.person, objectId: 'mallory' };
  return assertionOf({ ...content, id: '_forged', nameId: 'mallory', person });
}

export const minutesFromNow = (minutes: number) => new Date(now.getTime() + minutes * minuteMs);

export async function read(
  wresult: string,
  changes: Partial<RelyingParty> = {},
  time = now,
): Promise<SignInClaims> {
  return readSignInResponse(wresult, await relyingParty(changes), time);
}

/** The reason why a `wresult` is refused. */
export async function refusalOf(wresult: string, changes: Partial<RelyingParty> = {}): Promise<string> {
  try {
    return `signs in ${(await read(wresult, changes)).objectId}`;
  } catch (error) {
    if (error instanceof SignInRefused) return error.reason;
    throw error;
  }
}
