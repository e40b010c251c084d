import { base64In, type DirectoryKey } from './directoryKey.ts';
import { signXml } from './sign.ts';
import { joined, xml } from './xml.ts';
import type { Html } from '../../shared/api/markup.ts';

export interface MetadataContent {
  readonly entityId: string;
  readonly passiveEndpoint: string;
  /** The first one signs. */
  readonly keys: readonly [DirectoryKey, ...DirectoryKey[]];
}

const federation = 'http://docs.oasis-open.org/wsfed/federation/200706';

/** Federation metadata as Entra publishes it: several roles, each with the signing certificates, and a signature. */
export async function metadataDocument(content: MetadataContent): Promise<string> {
  const { entityId, keys, passiveEndpoint } = content;
  const certificates = joined(keys.map(keyDescriptor));
  const document = xml`
    <EntityDescriptor ID="_metadata" entityID="${entityId}" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">
      <RoleDescriptor xsi:type="fed:SecurityTokenServiceType" protocolSupportEnumeration="${federation}"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="${federation}">
        ${certificates}
        <fed:ClaimTypesOffered>
          <auth:ClaimType Uri="http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name"
            xmlns:auth="http://docs.oasis-open.org/wsfed/authorization/200706">
            <auth:DisplayName>Name</auth:DisplayName>
          </auth:ClaimType>
        </fed:ClaimTypesOffered>
        <fed:SecurityTokenServiceEndpoint>${address(passiveEndpoint)}</fed:SecurityTokenServiceEndpoint>
        <fed:PassiveRequestorEndpoint>${address(passiveEndpoint)}</fed:PassiveRequestorEndpoint>
      </RoleDescriptor>
      <RoleDescriptor xsi:type="fed:ApplicationServiceType" protocolSupportEnumeration="${federation}"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="${federation}">
        ${certificates}
        <fed:TargetScopes>${address(entityId)}</fed:TargetScopes>
        <fed:ApplicationServiceEndpoint>${address(passiveEndpoint)}</fed:ApplicationServiceEndpoint>
        <fed:PassiveRequestorEndpoint>${address(passiveEndpoint)}</fed:PassiveRequestorEndpoint>
      </RoleDescriptor>
      <IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        ${certificates}
        <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${passiveEndpoint}"/>
      </IDPSSODescriptor>
    </EntityDescriptor>`;
  // Entra's signature is the first child; the signer puts it after the first, which readers of metadata ignore.
  return `<?xml version="1.0" encoding="utf-8"?>${await signXml(document.html, keys[0])}`;
}

function keyDescriptor({ certificate }: DirectoryKey): Html {
  return xml`
    <KeyDescriptor use="signing">
      <KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">
        <X509Data><X509Certificate>${base64In(certificate)}</X509Certificate></X509Data>
      </KeyInfo>
    </KeyDescriptor>`;
}

function address(url: string): Html {
  return xml`
    <wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing">
      <wsa:Address>${url}</wsa:Address>
    </wsa:EndpointReference>`;
}
