import { expect, test, vi } from 'vitest';
import { SignedXml } from 'xml-crypto';
import {
  fixture,
  forgedAssertion,
  minutesFromNow,
  objectId,
  read,
  refusalOf,
  signedToken,
  type TokenChanges,
} from '../../test/support/signedTokens.ts';
import type { RelyingParty } from './response.ts';

const ada = {
  expires: minutesFromNow(65),
  objectId,
  userName: 'ada@contoso.example',
  displayName: 'Ada Lovelace',
  nickname: 'ada',
  givenName: 'Ada',
  familyName: 'Lovelace',
};

test('an assertion of the directory is read', async () => {
  expect(await read(await signedToken())).toEqual({
    ...ada,
    assertionId: '_assertion',
    email: 'ada@contoso.example',
  });
});

test.each([
  ['trust2005.xml', 'Ada Lovelace'],
  // WS-Trust 1.3, prefixes, indentation, SHA-512, and text that its canonical form writes in another way.
  ['trust13.xml', 'Ægir & "Søn" <東京> \'é\' 😀'],
])('an assertion that .NET has signed is read: %s', async (name, displayName) => {
  const claims = await read(fixture(name));
  expect(claims).toEqual({ ...ada, displayName, email: undefined, assertionId: claims.assertionId });
  expect(fixture(name)).toContain(`ID="${claims.assertionId}"`);
});

test('an assertion that .NET has signed with SHA-1 is refused', async () => {
  expect(await refusalOf(fixture('sha1.xml'))).toBe('algorithm');
});

test('everything is read from the bytes that the library says were signed, nothing from the document', async () => {
  const signed = vi.spyOn(SignedXml.prototype, 'getSignedReferences').mockReturnValue([forgedAssertion()]);
  try {
    expect(await read(await signedToken())).toMatchObject({ assertionId: '_forged', objectId: 'mallory' });
  } finally {
    signed.mockRestore();
  }
});

const changed = (pattern: string | RegExp, text: string): TokenChanges => ({
  unsigned: (assertion) => assertion.replace(pattern, () => text),
});
const days = (count: number) => minutesFromNow(count * 24 * 60);

test.each<[string, TokenChanges, string]>([
  ['issued by another directory', { content: { issuer: 'https://sts.windows.net/other/' } }, 'issuer'],
  ['with two issuers', changed('</Issuer>', '</Issuer><Issuer>other</Issuer>'), 'issuer'],
  ['whose tenantid is another', { content: { directoryId: 'other' } }, 'directory'],
  ['for another audience', { content: { audience: 'https://other.example.com/sso/contoso' } }, 'audience'],
  [
    'for an audience that begins like the realm',
    { content: { audience: 'https://print.example.com/sso/contoso2' } },
    'audience',
  ],
  ['for no audience', changed(/<AudienceRestriction>.*<\/AudienceRestriction>/, ''), 'audience'],
  [
    'whose second restriction has another audience',
    changed(
      '</Conditions>',
      '<AudienceRestriction><Audience>x</Audience></AudienceRestriction></Conditions>',
    ),
    'audience',
  ],
  ['with an unknown condition', changed('</Conditions>', '<Unknown/></Conditions>'), 'condition'],
  ['that begins in six minutes', { content: { notBefore: minutesFromNow(6) } }, 'notYetValid'],
  [
    'that ended five minutes ago',
    { content: { notBefore: minutesFromNow(-60), notOnOrAfter: minutesFromNow(-5) } },
    'expired',
  ],
  ['that is valid for more than a day', { content: { notOnOrAfter: days(1) } }, 'lifetime'],
  ['that ends before it begins', { content: { notOnOrAfter: minutesFromNow(-6) } }, 'lifetime'],
  ['that never ends', changed(/ NotOnOrAfter="[^"]*"/, ''), 'lifetime'],
  ['without times', changed(/<Conditions[^>]*>/, '<Conditions>'), 'lifetime'],
  ['without conditions', changed(/<Conditions.*<\/Conditions>/, ''), 'structure'],
  ['for another reply URL', { content: { recipient: 'https://other.example.com/wsfed' } }, 'recipient'],
  ['confirmed by a key of the holder', changed('cm:bearer', 'cm:holder-of-key'), 'confirmation'],
  ['that nothing confirms', changed(/<SubjectConfirmation .*?\/SubjectConfirmation>/, ''), 'confirmation'],
  [
    'whose confirmation has ended',
    changed(
      '</SubjectConfirmation>',
      `<SubjectConfirmationData NotOnOrAfter="${minutesFromNow(-5).toISOString()}"/></SubjectConfirmation>`,
    ),
    'confirmation',
  ],
  ['of SAML 1.1', changed('SAML:2.0:assertion', 'SAML:1.0:assertion'), 'samlVersion'],
  ['of another version', changed('Version="2.0"', 'Version="2.1"'), 'samlVersion'],
  ['whose Name ID is another', { content: { nameId: 'mallory' } }, 'nameId'],
  ['whose Name ID is missing', changed(/<NameID.*<\/NameID>/, ''), 'nameId'],
  ['with two Name IDs', changed('</NameID>', `</NameID><NameID>mallory</NameID>`), 'nameId'],
  ['whose Name ID holds an element', changed('</NameID>', '<x/></NameID>'), 'nameId'],
  ['without objectidentifier', changed('claims/objectidentifier', 'claims/other'), 'nameId'],
  ['with two subjects', changed(/<Subject>.*<\/Subject>/, '<Subject/><Subject/>'), 'structure'],
  [
    'with two object ids',
    changed('</AttributeValue><', '</AttributeValue><AttributeValue>mallory</AttributeValue><'),
    'claims',
  ],
  [
    'with a claim that occurs twice',
    changed(
      '<AttributeStatement>',
      '<AttributeStatement><Attribute Name="displayname"><AttributeValue>Mallory</AttributeValue></Attribute>',
    ),
    'claims',
  ],
])('an assertion %s is refused', async (_, changes, reason) => {
  expect(await refusalOf(await signedToken(changes))).toBe(reason);
});

test.each<[string, TokenChanges]>([
  ['begins in five minutes', { content: { notBefore: minutesFromNow(5) } }],
  [
    'ended less than five minutes ago',
    { content: { notBefore: minutesFromNow(-60), notOnOrAfter: minutesFromNow(-4.9) } },
  ],
  [
    'names the reply URL as its recipient',
    { content: { recipient: 'https://print.example.com/sso/contoso/wsfed' } },
  ],
  [
    'has groups, in several values',
    changed(
      '</AttributeStatement>',
      '<Attribute Name="groups"><AttributeValue>a</AttributeValue><AttributeValue>b</AttributeValue></Attribute></AttributeStatement>',
    ),
  ],
])('an assertion that %s is read', async (_, changes) => {
  expect((await read(await signedToken(changes))).objectId).toBe(objectId);
});

test.each<[string, Partial<RelyingParty>, string]>([
  ['realm', { realm: 'https://print.example.com/sso/fabrikam' }, 'audience'],
  ['issuer', { issuer: 'https://sts.windows.net/99999999-2222-3333-4444-555555555555/' }, 'issuer'],
  ['directory', { directoryId: '99999999-2222-3333-4444-555555555555' }, 'directory'],
  ['certificate', { certificates: [] }, 'certificateUnknown'],
])('another tenant refuses the same token by its %s', async (_, party, reason) => {
  expect(await refusalOf(await signedToken(), party)).toBe(reason);
});

test('an empty claim is none', async () => {
  const empty = await signedToken(
    changed(
      '>ada@contoso.example</AttributeValue></Attribute><Attribute Name="d',
      '/></Attribute><Attribute Name="d',
    ),
  );
  expect((await read(empty)).email).toBeUndefined();
});
