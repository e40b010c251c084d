import { webcrypto } from 'node:crypto';

/** A key with which a directory signs, and its certificate; both in PEM. */
export interface DirectoryKey {
  readonly privateKey: string;
  readonly certificate: string;
}

/** When the certificate is valid; by default from yesterday for three years, as Entra's. */
export interface KeyValidity {
  readonly from: Date;
  readonly to: Date;
}

const dayMs = 24 * 3_600_000;

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]) };

/** Makes a key as Entra's: RSA, with a certificate that vouches for itself. */
export async function newDirectoryKey(
  now: Date,
  { from, to }: KeyValidity = yearsFrom(now),
  modulusLength = 2_048,
): Promise<DirectoryKey> {
  await import('reflect-metadata');
  const { X509CertificateGenerator } = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey({ ...algorithm, modulusLength }, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=Directory for tests', keys, signingAlgorithm: algorithm },
    ...{ notBefore: from, notAfter: to },
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    privateKey: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    certificate: certificate.toString('pem'),
  };
}

function yearsFrom(now: Date): KeyValidity {
  return { from: new Date(now.getTime() - dayMs), to: new Date(now.getTime() + 3 * 365 * dayMs) };
}

/** The base64 of a PEM, as XML holds it. */
export function base64In(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\s/g, '');
}
