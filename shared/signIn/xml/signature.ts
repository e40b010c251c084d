import { X509Certificate, type KeyObject } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import type { SignedXml } from 'xml-crypto';
import { refuse } from '../refusals.ts';
import {
  attributeOf,
  isDeclaration,
  type XmlDocument,
  type XmlElement,
  signature as namespace,
} from './elements.ts';
import type { UnverifiedToken } from './token.ts';

const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

/** All algorithms there are. Neither SHA-1 nor HMAC, nor a canonical form that depends on what surrounds the assertion. */
const algorithms = {
  signature: [
    'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512',
  ],
  digest: ['http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2001/04/xmlenc#sha512'],
  canonical: [exclusive],
  transform: [enveloped, exclusive],
} as const;

const minKeyBits = 2_048;

/**
 * Refuses a signature that is not what Entra makes, by any signer: one reference, to the assertion's id, and
 * permitted algorithms alone.
 *
 * @throws SignInRefused
 */
export function requirePermittedSignature({ assertionId, signature }: UnverifiedToken): void {
  const [signedInfo, value] = partsOf(signature, ['SignedInfo', 'SignatureValue'], 'KeyInfo');
  requireBase64(value);
  // Neither is signed; nobody needs more in them.
  if ([signature, value].some(({ attributes }) => !attributes.every(isDeclaration)))
    refuse('signatureStructure');
  const references = signedInfo.children.filter(({ name }) => name === 'Reference');
  if (references.length !== 1) refuse('reference');
  const parts = ['CanonicalizationMethod', 'SignatureMethod', 'Reference'] as const;
  const [canonicalization, method, reference] = partsOf(signedInfo, parts);
  requireAlgorithm(canonicalization, algorithms.canonical);
  requireAlgorithm(method, algorithms.signature);
  if (attributeOf(reference, 'URI') !== `#${assertionId}`) refuse('reference');
  const [transforms, digestMethod, digest] = partsOf(reference, [
    'Transforms',
    'DigestMethod',
    'DigestValue',
  ]);
  requireAlgorithm(digestMethod, algorithms.digest);
  requireBase64(digest);
  const [first, second] = partsOf(transforms, ['Transform', 'Transform']);
  requireAlgorithm(first, [enveloped]);
  requireAlgorithm(second, [exclusive]);
}

/** The children, which must have exactly these names in this order; one more may follow. */
function partsOf<const Names extends readonly string[]>(
  parent: XmlElement,
  names: Names,
  optional?: string,
): { readonly [Index in keyof Names]: XmlElement };
function partsOf(parent: XmlElement, names: readonly string[], optional?: string): readonly XmlElement[] {
  const { children } = parent;
  const permitted = children.length > names.length && optional !== undefined ? [...names, optional] : names;
  if (
    parent.isMixed ||
    children.length !== permitted.length ||
    children.some((child, i) => child.namespace !== namespace || child.name !== permitted[i])
  )
    refuse('signatureStructure');
  return children;
}

/** Without parameters: a list of prefixes would change the canonical form. */
function requireAlgorithm(element: XmlElement, permitted: readonly string[]): void {
  const algorithm = attributeOf(element, 'Algorithm');
  if (algorithm === undefined || !permitted.includes(algorithm) || element.children.length > 0)
    refuse('algorithm');
}

/** Node's decoder skips what is no base64, and unused bits of the last character: one signature would have many forms. */
function requireBase64({ text = '' }: XmlElement): void {
  const compact = text.replaceAll(/[\t\n\r ]/g, '');
  const canonical = Buffer.from(compact, 'base64').toString('base64');
  if (compact === '' || canonical !== compact) refuse('signatureStructure');
}

/**
 * Verifies the signature of a document that passed the checks above. The keys come from the metadata alone: `KeyInfo`
 * is not read.
 *
 * @returns what was signed, in canonical form. Only this may be read.
 * @throws SignInRefused
 */
export async function signedBytes(
  text: string,
  { dom }: XmlDocument,
  certificates: readonly string[],
  now: Date,
): Promise<string> {
  const { SignedXml: Verifier } = await import('xml-crypto');
  const node = dom.getElementsByTagNameNS(namespace, 'Signature').item(0);
  if (node === null) return refuse('signatureStructure');
  for (const pem of certificates) {
    const certificate = new X509Certificate(pem);
    const verifier = new Verifier({ publicCert: pem, getCertFromKeyInfo: () => null });
    verifier.SignatureAlgorithms = only(verifier.SignatureAlgorithms, algorithms.signature);
    verifier.HashAlgorithms = only(verifier.HashAlgorithms, algorithms.digest);
    verifier.CanonicalizationAlgorithms = only(verifier.CanonicalizationAlgorithms, algorithms.transform);
    if (!isSignedBy(verifier, node, text)) continue;
    requireUsable(certificate, now);
    const [signed, ...others] = verifier.getSignedReferences();
    return signed === undefined || others.length > 0 ? refuse('reference') : signed;
  }
  return refuse('certificateUnknown');
}

/**
 * Whether the verifier's certificate made the signature. The library throws if it did not, or if it understands the
 * signature in no way, and returns false if the assertion was changed.
 */
function isSignedBy(verifier: SignedXml, signature: Element, text: string): boolean {
  let matches;
  try {
    verifier.loadSignature(signature);
    matches = verifier.checkSignature(text);
  } catch {
    return false;
  }
  return matches || refuse('digest');
}

/** Whether signatures of a key count: RSA of 2,048 bits or more. */
export function isPermittedKey({
  asymmetricKeyType: type,
  asymmetricKeyDetails: details,
}: KeyObject): boolean {
  return type === 'rsa' && (details?.modulusLength ?? 0) >= minKeyBits;
}

function requireUsable({ publicKey, validFrom, validTo }: X509Certificate, now: Date): void {
  if (!isPermittedKey(publicKey)) refuse('certificateWeak');
  if (now < new Date(validFrom) || now >= new Date(validTo)) refuse('certificateEnded');
}

function only<Made>(all: Readonly<Record<string, Made>>, names: readonly string[]): Record<string, Made> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}
