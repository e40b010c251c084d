import { beforeAll, describe, expect, test } from 'vitest';
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

type Attack = (parts: Parts) => string;

/** The token with other content in the place of the assertion. */
const response = ({ token }: Parts, content: string) => token.replace(assertionIn, () => content);

/** The token with something before the lifetime, which is beside the assertion. */
const beside =
  (content: string): Attack =>
  ({ token }) =>
    token.replace('<t:Lifetime>', (tag) => content + tag);

/** The forged assertion with the signature, in which something more is. */
const forgedAround = ({ forged, signature }: Parts, inside: string) =>
  forged.replace(
    '</Issuer>',
    () => `</Issuer>${signature.replace('</Signature>', () => `${inside}</Signature>`)}`,
  );

test('what is attacked is a valid token', async () => {
  expect((await read(response(parts, parts.assertion))).objectId).toBe(objectId);
});

/** By the reason for which they are refused. */
const attacks: Readonly<Record<string, Readonly<Record<string, Attack>>>> = {
  structure: {
    // After "On Breaking SAML: Be Whoever You Want to Be" (Somorovsky et al., 2012), for an assertion that is signed itself.
    'wrapping 1: the signed response is in the signature of a forged one': (all) =>
      response(all, forgedAround(all, all.token)),
    'wrapping 2: the signature is beside the signed response, in a forged one': (all) =>
      response(
        all,
        all.forgedSigned.replace('</Signature>', (end) => end + all.token),
      ),
    'wrapping 3: a forged assertion is before the signed one': (all) =>
      response(all, all.forged + all.assertion),
    'wrapping 4: a forged assertion holds the signed one': (all) =>
      response(
        all,
        all.forged.replace('</Assertion>', (end) => all.assertion + end),
      ),
    'wrapping 5: a forged assertion has the signature, the signed one is at the end': (all) =>
      response(all, all.forgedSigned).replace(/<\/t:RequestSecurityTokenResponse>$/, (end) => all.bare + end),
    'wrapping 6: a forged assertion has the signature, in which the signed one is': (all) =>
      response(all, forgedAround(all, all.bare)),
    'wrapping 7: the forged assertion is in an extension': (all) =>
      all.token.replace('<t:RequestedSecurityToken>', (tag) => `<x xmlns="x">${all.forged}</x>${tag}`),
    'wrapping 8: a forged assertion has the signature, in an object of which the signed one is': (all) =>
      response(all, forgedAround(all, `<Object>${all.bare}</Object>`)),
    'two signed assertions': (all) => response(all, all.assertion + all.assertion),
    'an assertion of another namespace beside': beside('<Assertion xmlns="x"/>'),
    'no assertion': (all) => response(all, ''),
    'a response elsewhere': beside('<x xmlns="x"><RequestSecurityTokenResponse/></x>'),
    'the assertion in another element': (all) =>
      response(
        all,
        `<Advice xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_x">${all.assertion}</Advice>`,
      ),
    'another element in its place': (all) => response(all, '<t:Other/>'),
    'an element beside the assertion': (all) => response(all, `${all.assertion}<x xmlns="x"/>`),
    'the assertion alone': (all) => all.assertion,
    'the assertion in a response of another kind': ({ token }) =>
      token.replaceAll('RequestSecurityTokenResponse', 'Response'),
    'a response of another namespace': ({ token }) => token.replace('2005/02/trust"', '2005/03/trust"'),
    'two responses': ({ token }) =>
      `<c:RequestSecurityTokenResponseCollection xmlns:c="http://schemas.xmlsoap.org/ws/2005/02/trust">${token}${token.replace(assertionIn, '')}</c:RequestSecurityTokenResponseCollection>`,
    'two places for a token': ({ token }) =>
      token.replace('<t:TokenType>', '<t:RequestedSecurityToken/><t:TokenType>'),
    'a place for a token elsewhere': ({ token }) =>
      token.replace('<t:TokenType>', '<x xmlns="x"><RequestedSecurityToken/></x><t:TokenType>'),
    'an assertion without an id': (all) => response(all, all.assertion.replace(' ID="_assertion"', '')),
  },
  encrypted: {
    'an encrypted assertion': (all) =>
      response(all, '<EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>'),
    'an encrypted assertion beside': beside('<e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#"/>'),
    'the key of an encryption': beside('<e:CipherData xmlns:e="http://www.w3.org/2001/04/xmlenc#"/>'),
  },
  signatureStructure: {
    'no signature': (all) => response(all, all.bare),
    'a forged assertion without a signature': (all) => response(all, all.forged),
    'two signatures': (all) =>
      response(
        all,
        all.assertion.replace(signatureOf, (found) => found + found),
      ),
    'a second signature elsewhere': (all) => beside(all.signature)(all),
    'a signature of another namespace beside': beside('<Signature xmlns="x"/>'),
    'the signature beside the assertion': (all) =>
      beside(all.signature)({ ...all, token: response(all, all.bare) }),
    'the signature deeper in the assertion': (all) =>
      response(
        all,
        all.bare.replace('<AuthnContext>', (tag) => tag + all.signature),
      ),
  },
  digest: {
    'a forged assertion with the id of the signed one and its signature': (all) =>
      response(all, all.forgedSigned.replaceAll('_forged', '_assertion')),
  },
  reference: { 'a forged assertion with the signature': (all) => response(all, all.forgedSigned) },
  duplicateId: {
    'the same ID elsewhere': beside('<x xmlns="x" ID="_assertion"/>'),
    'the same Id elsewhere': beside('<x xmlns="x" Id="_assertion"/>'),
    'the same wsu:Id elsewhere': beside('<x xmlns="x" xmlns:w="w" w:Id="_assertion"/>'),
    'the same xml:id elsewhere': beside('<x xmlns="x" xml:id="_assertion"/>'),
  },
};

describe.each(Object.entries(attacks))('%s', (reason, rows) => {
  test.each(Object.entries(rows))('%s', async (_, attack) => {
    expect(await refusalOf(attack(parts))).toBe(reason);
  });
});

test('whitespace and elements around the assertion change nothing', async () => {
  const spaced = parts.token
    .replaceAll('<t:', '\n  <t:')
    .replace('<t:Lifetime>', '<x xmlns="x">y</x><t:Lifetime>');
  expect(await read(`${spaced}\n`)).toEqual(await read(parts.token));
});
