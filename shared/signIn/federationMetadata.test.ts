import { beforeAll, expect, test } from 'vitest';
import { directoryId, fixture, keyNamed } from '../../test/support/signedTokens.ts';
import { readFederationMetadata } from './federationMetadata.ts';

const authority = 'https://login.microsoftonline.com';
const expected = { issuer: `https://sts.windows.net/${directoryId}/`, authority };
const document = fixture('metadata.xml');

let foreign: string;
beforeAll(async () => {
  foreign = (await keyNamed('attacker')).certificate.replaceAll(/-----[^-]+-----|\s/g, '');
});

const read = (text: string) => readFederationMetadata(text, expected);

test('metadata as Entra publishes it, signed by .NET, is read', async () => {
  const { certificates, ...metadata } = await read(document);
  expect(metadata).toEqual({
    entityId: expected.issuer,
    passiveEndpoint: `${authority}/${directoryId}/wsfed`,
  });
  expect(certificates.map(({ ends }) => ends)).toEqual([
    new Date('2029-01-15T09:00:00Z'),
    new Date('2029-01-15T09:00:00Z'),
  ]);
  expect(certificates[0]?.pem.trim()).toBe(fixture('certificate.pem').trim());
});

test.each<[string, (text: string) => string]>([
  ['a byte order mark', (text) => `\uFEFF${text}`],
  ['no declaration', (text) => text.replace(/<\?xml.*?\?>/, '')],
  ['a damaged signature of its own', (text) => text.replace(/<SignatureValue>.*?</, '<SignatureValue>AAAA<')],
  [
    'another prefix for its types',
    (text) => text.replaceAll('fed:', 'f:').replaceAll('xmlns:fed', 'xmlns:f'),
  ],
  ['keys for every use', (text) => text.replaceAll(' use="signing"', '')],
])('metadata with %s says the same', async (_, change) => {
  expect(change(document)).not.toBe(document);
  expect(await read(change(document))).toEqual(await read(document));
});

/** Replaces the first certificate of the part that begins like this. */
const withForeign = (text: string, part: string) => {
  const at = text.indexOf(part);
  return text.slice(0, at) + text.slice(at).replace(/<X509Certificate>[^<]*/, `<X509Certificate>${foreign}`);
};

test.each<[string, (text: string) => string]>([
  ['other roles', (text) => withForeign(withForeign(text, '<IDPSSODescriptor'), 'ApplicationServiceType')],
  ['its own signature', (text) => withForeign(text, '<Signature ')],
  [
    'keys for encryption',
    (text) =>
      text.replace(
        '<fed:ClaimTypesOffered>',
        `<KeyDescriptor use="encryption"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${foreign}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>$&`,
      ),
  ],
])('the certificates of %s do not sign', async (_, change) => {
  expect(change(document)).not.toBe(document);
  expect(await read(change(document))).toEqual(await read(document));
});

test.each<[string, (text: string) => string, string]>([
  [
    'another entityID',
    (text) => text.replace('entityID="https://sts', 'entityID="https://other'),
    'another directory',
  ],
  [
    'another root',
    (text) => text.replaceAll('EntityDescriptor', 'EntitiesDescriptor'),
    'no federation metadata',
  ],
  [
    'a type of another namespace',
    (text) =>
      text.replace(
        'xsi:type="fed:SecurityTokenServiceType"',
        'xmlns:x="x" xsi:type="x:SecurityTokenServiceType"',
      ),
    'no passive endpoint',
  ],
  [
    'a passive endpoint elsewhere',
    (text) => text.replaceAll('login.microsoftonline.com', 'login.example.com'),
    'no passive endpoint',
  ],
  [
    'a passive endpoint without TLS',
    (text) => text.replaceAll('https://login', 'http://login'),
    'no passive endpoint',
  ],
  ['no keys', (text) => text.replaceAll(/<KeyDescriptor.*?<\/KeyDescriptor>/g, ''), 'no signing certificate'],
  [
    'a certificate that is none',
    (text) => text.replaceAll(/<X509Certificate>[^<]*/g, '<X509Certificate>AAAA'),
    'is none',
  ],
  ['a DOCTYPE', (text) => text.replace('?>', '?><!DOCTYPE a>'), 'markupForbidden'],
  ['two declarations', (text) => text.replace('?>', '?><?xml version="1.0"?>'), 'markupForbidden'],
  ['no end', (text) => text.slice(0, -10), 'notWellFormed'],
  ['no content', () => '', 'notWellFormed'],
])('metadata with %s is refused', async (_, change, message) => {
  await expect(read(change(document))).rejects.toMatchObject({
    name: 'UnusableDocument',
    message: expect.stringContaining(message) as unknown,
  });
});
