import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

/** What an https server needs. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface Wish {
  /** Host for which it is. */
  readonly host?: string;
  /** Days from now, in which it is valid. */
  readonly from?: number;
  readonly to?: number;
}

/** An authority that nobody knows, until somebody trusts its certificate. */
export interface Authority {
  readonly cert: string;
  issue(wish?: Wish): Promise<ServerCertificate>;
}

const day = 24 * 3_600_000;
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
const inDays = (days: number) => new Date(Date.now() + days * day);

function validity({ from = -1, to = 365 }: Wish) {
  return { notBefore: inDays(from), notAfter: inDays(to) };
}

function nameOf({ host = 'localhost' }: Wish) {
  return new SubjectAlternativeNameExtension([{ type: 'dns', value: host }]);
}

async function serverCertificate(
  cert: X509Certificate,
  key: webcrypto.CryptoKey,
): Promise<ServerCertificate> {
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return {
    cert: cert.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
  };
}

/** A certificate that vouches for itself. */
export async function selfSigned(wish: Wish = {}): Promise<ServerCertificate> {
  const keys = await newKeys();
  const cert = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=itself', keys, signingAlgorithm: algorithm, extensions: [nameOf(wish)] },
    ...validity(wish),
  });
  return serverCertificate(cert, keys.privateKey);
}

export async function newAuthority(): Promise<Authority> {
  const keys = await newKeys();
  const root = await X509CertificateGenerator.createSelfSigned({
    ...{ name: 'CN=Authority of a test', keys, signingAlgorithm: algorithm },
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
    ...validity({}),
  });
  return {
    cert: root.toString('pem'),
    async issue(wish = {}) {
      const own = await newKeys();
      const cert = await X509CertificateGenerator.create({
        ...{
          subject: 'CN=server',
          issuer: root.subject,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
        },
        ...{ signingAlgorithm: algorithm, extensions: [nameOf(wish)] },
        ...validity(wish),
      });
      return serverCertificate(cert, own.privateKey);
    },
  };
}
