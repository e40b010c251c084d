import { beforeAll, expect, test } from 'vitest';
import {
  forgedAssertion,
  objectId,
  read,
  refusalOf,
  signedToken,
} from '../../../test/support/signedTokens.ts';

const signatureOf = /<Signature .*<\/Signature>/s;
const assertionIn = /<Assertion .*<\/Assertion>/s;

/** What the directory sent, in parts. */
interface Parts {
  readonly token: string;
  readonly assertion: string;
  readonly signature: string;
  /** The assertion without its signature. */
  readonly bare: string;
  /** An assertion that an attacker wrote, without and with the directory's signature in the place of its own. */
  readonly forged: string;
  readonly forgedSigned: string;
}

let parts: Parts;

beforeAll(async () => {
  const token = await signedToken();
  const [assertion] = assertionIn.exec(token) ?? [''];
  const [signature] = signatureOf.exec(token) ?? [''];
  const forged = forgedAssertion();
  const forgedSigned = forged.replace('</Issuer>', () => `</Issuer>${signature}`);
  parts = { token, assertion, signature, forged, forgedSigned, bare: assertion.replace(signatureOf, '') };
});

/** The response with other assertions in it. */
const response = ({ token }: Parts, content: string) => token.replace(assertionIn, () => content);

/** The forged assertion with the signature, in which something more is. */
const forgedAround = ({ forged, signature }: Parts, inside: string) =>
  forged.replace(
    '</Issuer>',
    () => `</Issuer>${signature.replace('</Signature>', () => `${inside}</Signature>`)}`,
  );

test('what is attacked is a valid token', async () => {
  expect((await read(response(parts, parts.assertion))).objectId).toBe(objectId);
});

// After "On Breaking SAML: Be Whoever You Want to Be" (Somorovsky et al., 2012), for an assertion that is signed itself.
test.each<[string, (parts: Parts) => string, string]>([
  [
    '1: the signed response is in the signature of a forged one',
    (all) => response(all, forgedAround(all, all.token)),
    'structure',
  ],
  [
    '2: the signature is beside the signed response, in a forged one',
    (all) =>
      response(
        all,
        all.forged.replace('</Issuer>', () => `</Issuer>${all.signature}${all.token}`),
      ),
    'structure',
  ],
  [
    '3: a forged assertion is before the signed one',
    (all) => response(all, all.forged + all.assertion),
    'structure',
  ],
  [
    '4: a forged assertion holds the signed one',
    (all) =>
      response(
        all,
        all.forged.replace('</Assertion>', () => `${all.assertion}</Assertion>`),
      ),
    'structure',
  ],
  [
    '5: a forged assertion has the signature, the signed one is at the end',
    (all) =>
      response(all, all.forgedSigned).replace(/<\/t:RequestSecurityTokenResponse>$/, (end) => all.bare + end),
    'structure',
  ],
  [
    '6: a forged assertion has the signature, in which the signed one is',
    (all) => response(all, forgedAround(all, all.bare)),
    'structure',
  ],
  [
    '7: the forged assertion is in an extension',
    (all) => all.token.replace('<t:RequestedSecurityToken>', (tag) => `<x xmlns="x">${all.forged}</x>${tag}`),
    'structure',
  ],
  [
    '8: a forged assertion has the signature, in an object of which the signed one is',
    (all) => response(all, forgedAround(all, `<Object>${all.bare}</Object>`)),
    'structure',
  ],
])('signature wrapping %s', async (_, attack, reason) => {
  expect(await refusalOf(attack(parts))).toBe(reason);
});

test.each<[string, (parts: Parts) => string, string]>([
  ['two signed assertions', (all) => response(all, all.assertion + all.assertion), 'structure'],
  [
    'an assertion of another namespace beside',
    (all) => all.token.replace('<t:Lifetime>', '<Assertion xmlns="x"/><t:Lifetime>'),
    'structure',
  ],
  ['no assertion', (all) => response(all, ''), 'structure'],
  [
    'a response elsewhere',
    (all) =>
      all.token.replace('<t:Lifetime>', '<x xmlns="x"><RequestSecurityTokenResponse/></x><t:Lifetime>'),
    'structure',
  ],
  [
    'the assertion in another element',
    (all) =>
      response(
        all,
        `<Advice xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_x">${all.assertion}</Advice>`,
      ),
    'structure',
  ],
  ['another element in its place', (all) => response(all, '<t:Other/>'), 'structure'],
  ['an element beside the assertion', (all) => response(all, `${all.assertion}<x xmlns="x"/>`), 'structure'],
  ['the assertion alone', (all) => all.assertion, 'structure'],
  [
    'the assertion in a response of another kind',
    (all) => all.token.replaceAll('RequestSecurityTokenResponse', 'Response'),
    'structure',
  ],
  [
    'a response of another namespace',
    (all) => all.token.replace('2005/02/trust"', '2005/03/trust"'),
    'structure',
  ],
  [
    'two responses',
    (all) =>
      `<c:RequestSecurityTokenResponseCollection xmlns:c="http://schemas.xmlsoap.org/ws/2005/02/trust">${all.token}${all.token.replace(assertionIn, '')}</c:RequestSecurityTokenResponseCollection>`,
    'structure',
  ],
  [
    'two places for a token',
    (all) => all.token.replace('<t:TokenType>', '<t:RequestedSecurityToken/><t:TokenType>'),
    'structure',
  ],
  [
    'a place for a token elsewhere',
    (all) => all.token.replace('<t:TokenType>', '<x xmlns="x"><RequestedSecurityToken/></x><t:TokenType>'),
    'structure',
  ],
  [
    'an assertion without an id',
    (all) => response(all, all.assertion.replace(' ID="_assertion"', '')),
    'structure',
  ],
  [
    'an encrypted assertion',
    (all) => response(all, '<EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>'),
    'encrypted',
  ],
  [
    'an encrypted assertion beside',
    (all) =>
      all.token.replace(
        '<t:Lifetime>',
        '<e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#"/><t:Lifetime>',
      ),
    'encrypted',
  ],
  [
    'the key of an encryption',
    (all) =>
      all.token.replace(
        '<t:Lifetime>',
        '<e:CipherData xmlns:e="http://www.w3.org/2001/04/xmlenc#"/><t:Lifetime>',
      ),
    'encrypted',
  ],
  ['no signature', (all) => response(all, all.bare), 'signatureStructure'],
  ['a forged assertion without a signature', (all) => response(all, all.forged), 'signatureStructure'],
  [
    'a forged assertion with the id of the signed one and its signature',
    (all) => response(all, all.forgedSigned.replaceAll('_forged', '_assertion')),
    'digest',
  ],
  ['a forged assertion with the signature', (all) => response(all, all.forgedSigned), 'reference'],
  [
    'two signatures',
    (all) =>
      response(
        all,
        all.assertion.replace(signatureOf, (found) => found + found),
      ),
    'signatureStructure',
  ],
  [
    'a second signature elsewhere',
    (all) => all.token.replace('<t:Lifetime>', () => `${all.signature}<t:Lifetime>`),
    'signatureStructure',
  ],
  [
    'a signature of another namespace beside',
    (all) => all.token.replace('<t:Lifetime>', '<Signature xmlns="x"/><t:Lifetime>'),
    'signatureStructure',
  ],
  [
    'the signature beside the assertion',
    (all) => response(all, all.bare).replace('<t:Lifetime>', () => `${all.signature}<t:Lifetime>`),
    'signatureStructure',
  ],
  [
    'the signature deeper in the assertion',
    (all) =>
      response(
        all,
        all.bare.replace('<AuthnContext>', () => `<AuthnContext>${all.signature}`),
      ),
    'signatureStructure',
  ],
  [
    'the same id elsewhere',
    (all) => all.token.replace('<t:Lifetime>', '<x xmlns="x" ID="_assertion"/><t:Lifetime>'),
    'duplicateId',
  ],
  [
    'the same Id elsewhere',
    (all) => all.token.replace('<t:Lifetime>', '<x xmlns="x" Id="_assertion"/><t:Lifetime>'),
    'duplicateId',
  ],
  [
    'the same wsu:Id elsewhere',
    (all) => all.token.replace('<t:Lifetime>', '<x xmlns="x" xmlns:w="w" w:Id="_assertion"/><t:Lifetime>'),
    'duplicateId',
  ],
  [
    'the same xml:id elsewhere',
    (all) => all.token.replace('<t:Lifetime>', '<x xmlns="x" xml:id="_assertion"/><t:Lifetime>'),
    'duplicateId',
  ],
])('%s', async (_, attack, reason) => {
  expect(await refusalOf(attack(parts))).toBe(reason);
});

test('whitespace and elements around the assertion change nothing', async () => {
  const spaced = parts.token
    .replaceAll('<t:', '\n  <t:')
    .replace('<t:Lifetime>', '<x xmlns="x">y</x><t:Lifetime>');
  expect(await read(`${spaced}\n`)).toEqual(await read(parts.token));
});
