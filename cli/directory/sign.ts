import type { DirectoryKey } from './directoryKey.ts';

/** What a test may change to make a signature that nobody should believe. */
export interface SignatureForm {
  readonly signatureAlgorithm?: string;
  readonly digestAlgorithm?: string;
  readonly canonicalizationAlgorithm?: string;
  readonly transforms?: readonly string[];
}

/** Signs the root of an XML text, which has an ID, in the form of Entra. The signature follows the first child. */
export async function signXml(xml: string, key: DirectoryKey, form: SignatureForm = {}): Promise<string> {
  const { SignedXml } = await import('xml-crypto');
  const signer = new SignedXml({
    privateKey: key.privateKey,
    publicCert: key.certificate,
    signatureAlgorithm: form.signatureAlgorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: form.canonicalizationAlgorithm ?? 'http://www.w3.org/2001/10/xml-exc-c14n#',
  });
  signer.addReference({
    xpath: '/*',
    transforms: [
      ...(form.transforms ?? [
        'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
        'http://www.w3.org/2001/10/xml-exc-c14n#',
      ]),
    ],
    digestAlgorithm: form.digestAlgorithm ?? 'http://www.w3.org/2001/04/xmlenc#sha256',
  });
  signer.computeSignature(xml, { location: { reference: '/*/*[1]', action: 'after' } });
  return signer.getSignedXml();
}
