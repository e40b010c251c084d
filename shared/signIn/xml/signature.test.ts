import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import {
  directoryKey,
  fixture,
  keyNamed,
  minutesFromNow,
  now,
  objectId,
  read,
  refusalOf,
  signedToken,
} from '../../../test/support/signedTokens.ts';
import { selfSigned } from '../../../test/support/certificates.ts';
import { newDirectoryKey } from '../../../cli/directory/directoryKey.ts';

let token: string;
beforeAll(async () => {
  token = await signedToken();
});

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

test.each<[string, Parameters<typeof signedToken>[0], string]>([
  [
    'RSA with SHA-1',
    { form: { signatureAlgorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' } },
    'algorithm',
  ],
  [
    'RSA-PSS',
    { form: { signatureAlgorithm: 'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1' } },
    'algorithm',
  ],
  ['a digest of SHA-1', { form: { digestAlgorithm: 'http://www.w3.org/2000/09/xmldsig#sha1' } }, 'algorithm'],
  [
    'inclusive canonical XML of the signature',
    { form: { canonicalizationAlgorithm: inclusive } },
    'algorithm',
  ],
  [
    'comments in the canonical form of the signature',
    { form: { canonicalizationAlgorithm: `${exclusive}WithComments` } },
    'algorithm',
  ],
  ['inclusive canonical XML of the assertion', { form: { transforms: [enveloped, inclusive] } }, 'algorithm'],
  [
    'comments in the canonical form of the assertion',
    { form: { transforms: [enveloped, `${exclusive}WithComments`] } },
    'algorithm',
  ],
  ['the transforms in another order', { form: { transforms: [exclusive, enveloped] } }, 'algorithm'],
  ['the same transform twice', { form: { transforms: [exclusive, exclusive] } }, 'algorithm'],
  ['one transform', { form: { transforms: [enveloped] } }, 'signatureStructure'],
  ['three transforms', { form: { transforms: [enveloped, exclusive, exclusive] } }, 'signatureStructure'],
])('a signature by %s is refused', async (_, changes, reason) => {
  expect(await refusalOf(await signedToken(changes))).toBe(reason);
});

test('RSA with SHA-512 is accepted', async () => {
  const form = {
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha512',
  };
  expect((await read(await signedToken({ form }))).objectId).toBe(objectId);
});

/** Changes of a valid token, made after it was signed. */
test.each<[string, string | RegExp, string, string]>([
  // The public key as an HMAC's secret.
  [
    'HMAC',
    /SignatureMethod Algorithm="[^"]*"/,
    'SignatureMethod Algorithm="http://www.w3.org/2000/09/xmldsig#hmac-sha1"',
    'algorithm',
  ],
  [
    'the algorithm "none"',
    /SignatureMethod Algorithm="[^"]*"/,
    'SignatureMethod Algorithm="none"',
    'algorithm',
  ],
  ['no algorithm', /SignatureMethod Algorithm="[^"]*"/, 'SignatureMethod', 'algorithm'],
  ['no digest algorithm', /DigestMethod Algorithm="[^"]*"/, 'DigestMethod', 'algorithm'],
  [
    'XSLT',
    /Transform Algorithm="[^"]*exc-c14n#"/,
    'Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"',
    'algorithm',
  ],
  [
    'prefixes as a parameter',
    /(<Transform Algorithm="[^"]*exc-c14n#")\/>/,
    '$1><i:InclusiveNamespaces xmlns:i="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="t"/></Transform>',
    'algorithm',
  ],
  [
    'prefixes for the signature',
    /(<CanonicalizationMethod Algorithm="[^"]*")\/>/,
    '$1><i:InclusiveNamespaces xmlns:i="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="t"/></CanonicalizationMethod>',
    'algorithm',
  ],
  ['a reference to the whole document', 'URI="#_assertion"', 'URI=""', 'reference'],
  ['no URI', ' URI="#_assertion"', '', 'reference'],
  ['a reference to something else', 'URI="#_assertion"', 'URI="#_other"', 'reference'],
  ['a reference to a file', 'URI="#_assertion"', 'URI="file:///etc/passwd"', 'reference'],
  ['an XPointer', 'URI="#_assertion"', 'URI="#xpointer(/)"', 'reference'],
  ['two references', /<Reference.*<\/Reference>/, '$&$&', 'reference'],
  ['no reference', /<Reference.*<\/Reference>/, '', 'reference'],
  ['an object', '</Signature>', '<Object/></Signature>', 'signatureStructure'],
  ['an attribute', '<Signature ', '<Signature Id="x" ', 'signatureStructure'],
  ['an attribute of its value', '<SignatureValue>', '<SignatureValue Id="x">', 'signatureStructure'],
  ['text in it', '</Signature>', 'x</Signature>', 'signatureStructure'],
  ['two key infos', '</Signature>', '<KeyInfo/></Signature>', 'signatureStructure'],
  ['two SignedInfo', /<SignedInfo>.*<\/SignedInfo>/, '$&$&', 'signatureStructure'],
  ['parts of another namespace', '<SignatureValue>', '<SignatureValue xmlns="x">', 'signatureStructure'],
  ['something more in its reference', '</Reference>', '<Object/></Reference>', 'signatureStructure'],
  ['no value', /<SignatureValue>.*<\/SignatureValue>/, '<SignatureValue/>', 'signatureStructure'],
  // Node's decoder skips it, and the same signature would have a second form.
  ['a value that is no base64', '<SignatureValue>', '<SignatureValue>!', 'signatureStructure'],
  ['a digest that is no base64', '<DigestValue>', '<DigestValue>!', 'signatureStructure'],
  ['another digest', /<DigestValue>.*?</, `<DigestValue>${Buffer.alloc(32).toString('base64')}<`, 'digest'],
  [
    'another value',
    /<SignatureValue>.*?</,
    `<SignatureValue>${Buffer.alloc(256).toString('base64')}<`,
    'certificateUnknown',
  ],
  ['another name', 'Ada Lovelace', 'Eve Lovelace', 'digest'],
  ['another Name ID', '000000000001</NameID>', '000000000002</NameID>', 'digest'],
  ['another attribute on its root', 'Version="2.0"', 'Version="2.0" x="y"', 'digest'],
])('a signature with %s is refused', async (_, pattern, text, reason) => {
  const attacked = token.replace(pattern, text);
  expect(attacked).not.toBe(token);
  expect(await refusalOf(attacked)).toBe(reason);
});

test('the certificate in a token counts for nothing', async () => {
  expect(await refusalOf(await signedToken({ key: await keyNamed('attacker') }))).toBe('certificateUnknown');
  const { certificate } = await keyNamed('attacker');
  const body = certificate.replaceAll(/-----[^-]+-----|\s/g, '');
  const swapped = token.replace(/<X509Certificate>[^<]*/, () => `<X509Certificate>${body}`);
  expect((await read(swapped)).objectId).toBe(objectId);
  expect((await read(token.replace(/<KeyInfo>.*<\/KeyInfo>/, ''))).objectId).toBe(objectId);
});

test('each certificate of the metadata may sign', async () => {
  const { certificate } = await directoryKey();
  const { certificate: other } = await keyNamed('attacker');
  for (const certificates of [
    [certificate, other],
    [other, certificate],
  ])
    expect((await read(token, { certificates })).objectId).toBe(objectId);
  expect(await refusalOf(token, { certificates: [other] })).toBe('certificateUnknown');
  expect(await refusalOf(fixture('trust2005.xml'), { certificates: [other] })).toBe('certificateUnknown');
});

test('RSA of less than 2,048 bits is refused', async () => {
  const key = await keyNamed('small', 1_024);
  expect(await refusalOf(await signedToken({ key }), { certificates: [key.certificate] })).toBe(
    'certificateWeak',
  );
});

test('a key that is not RSA is refused, though its signature is right', async () => {
  const { key: privateKey, cert: certificate } = await selfSigned();
  const key = { privateKey, certificate };
  expect(await refusalOf(await signedToken({ key }), { certificates: [certificate] })).toBe(
    'certificateWeak',
  );
});

test('a key of DSA is refused, though it is long and its signature is right', async () => {
  // The certificate in the token is that of the key, which was thrown away.
  const token = readFileSync('test/fixtures/dsa.xml', 'utf8');
  const [, body = ''] = /<X509Certificate>([^<]*)/.exec(token) ?? [];
  const certificate = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  expect(await refusalOf(token, { certificates: [certificate] })).toBe('certificateWeak');
});

test.each([
  ['it ended yesterday', minutesFromNow(-2_880), minutesFromNow(-1_440)],
  ['it ends now', minutesFromNow(-1_440), now],
  ['it begins in a minute', minutesFromNow(1), minutesFromNow(1_440)],
])('a certificate that is not valid now is refused: %s', async (_, from, to) => {
  const key = await newDirectoryKey(now, { from, to });
  expect(await refusalOf(await signedToken({ key }), { certificates: [key.certificate] })).toBe(
    'certificateEnded',
  );
});
