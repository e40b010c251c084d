import { X509Certificate } from 'node:crypto';
import { UnusableDocument } from '../auth/entraDocuments.ts';
import { SignInRefused } from './refusals.ts';
import { requireBounds, type XmlLimits } from './xml/bounds.ts';
import {
  attributeOf,
  childrenNamed,
  onlyChild,
  parseXml,
  type XmlElement,
  addressing,
  federation,
  samlMetadata,
  schemaInstance,
  signature,
} from './xml/elements.ts';

/** A certificate with which a directory signs. */
export interface SigningCertificate {
  readonly pem: string;
  readonly ends: Date;
}

/** From so many days before it ends, a certificate without a successor is warned of. */
export const certificateWarningDays = 30;

/** What a directory's federation metadata says. */
export interface DirectoryMetadata {
  /** The issuer of its assertions. */
  readonly entityId: string;
  /** Where browsers are sent to sign in, and out. */
  readonly passiveEndpoint: string;
  readonly certificates: readonly SigningCertificate[];
}

/** Entra's has about 60 KB and 300 elements. */
export const metadataLimits: XmlLimits = {
  bytes: 1_048_576,
  depth: 64,
  elements: 20_000,
  attributes: 40_000,
};

/** What a directory's metadata must say. */
export interface ExpectedDirectory {
  readonly issuer: string;
  /** Origin of Entra: nobody is sent elsewhere to sign in. */
  readonly authority: string;
}

/**
 * Reads the federation metadata that Entra publishes. Of its roles only the token service counts. Its own signature
 * proves nothing, because its key is in the same document: the directory's host vouches for it.
 *
 * @throws UnusableDocument
 */
export async function readFederationMetadata(
  text: string,
  { issuer, authority }: ExpectedDirectory,
): Promise<DirectoryMetadata> {
  const root = await parseMetadata(text);
  if (root.namespace !== samlMetadata || root.name !== 'EntityDescriptor')
    throw new UnusableDocument('The document is no federation metadata.');
  if (attributeOf(root, 'entityID') !== issuer)
    throw new UnusableDocument(`The metadata is that of another directory: its entityID must be ${issuer}.`);
  const roles = childrenNamed(root, samlMetadata, 'RoleDescriptor').filter(isTokenService);
  const passiveEndpoint = roles
    .flatMap(passiveEndpointsOf)
    .find((url) => URL.parse(url)?.origin === authority);
  if (passiveEndpoint === undefined)
    throw new UnusableDocument(`The metadata names no passive endpoint of WS-Federation at ${authority}.`);
  const pems = new Set(roles.flatMap(certificatesOf));
  if (pems.size === 0) throw new UnusableDocument('The metadata has no signing certificate.');
  return { entityId: issuer, passiveEndpoint, certificates: [...pems].map(signingCertificate) };
}

/** Entra's begins with an XML declaration, and perhaps a byte order mark. */
async function parseMetadata(text: string): Promise<XmlElement> {
  const declaration = /^\uFEFF?(?:<\?xml[^<>]*\?>)?\s*/;
  const document = text.replace(declaration, '');
  try {
    requireBounds(document, metadataLimits);
    return (await parseXml(document)).root;
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    throw new UnusableDocument(`The document is no permitted XML: ${error.reason}.`, { cause: error });
  }
}

/** `xsi:type` is a qualified name, with a prefix that the document chooses. */
function isTokenService(role: XmlElement): boolean {
  const type = role.attributes.find(({ namespace, name }) => namespace === schemaInstance && name === 'type');
  const [prefix = '', name] = type?.value.split(':') ?? [];
  return name === 'SecurityTokenServiceType' && role.namespaceOf(prefix) === federation;
}

function passiveEndpointsOf(role: XmlElement): readonly string[] {
  return childrenNamed(role, federation, 'PassiveRequestorEndpoint').flatMap((endpoint) =>
    childrenNamed(endpoint, addressing, 'EndpointReference').flatMap(
      (reference) => onlyChild(reference, addressing, 'Address')?.text?.trim() ?? [],
    ),
  );
}

/** A key without `use` is for both purposes (SAML metadata §2.4.1.1). */
function certificatesOf(role: XmlElement): readonly string[] {
  return childrenNamed(role, samlMetadata, 'KeyDescriptor')
    .filter((key) => (attributeOf(key, 'use') ?? 'signing') === 'signing')
    .flatMap((key) => childrenNamed(key, signature, 'KeyInfo'))
    .flatMap((info) => childrenNamed(info, signature, 'X509Data'))
    .flatMap((data) => childrenNamed(data, signature, 'X509Certificate'))
    .map(({ text = '' }) => text.replaceAll(/\s/g, ''));
}

function signingCertificate(base64: string): SigningCertificate {
  try {
    const certificate = new X509Certificate(Buffer.from(base64, 'base64'));
    return { pem: certificate.toString(), ends: new Date(certificate.validTo) };
  } catch (error) {
    throw new UnusableDocument('A signing certificate of the metadata is none.', { cause: error });
  }
}
