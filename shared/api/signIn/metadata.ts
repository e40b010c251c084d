import type { Answer } from '../endpoint.ts';
import type { SignInPageCall } from './endpoint.ts';

/**
 * GET /sso/{tenant}/metadata: what this service is to the directory. Entra reads the identifier and the reply URL from the
 * role of SAML; the other one is WS-Federation's own (WS-Federation 1.2 §3.1).
 */
export function getMetadata({ addresses }: SignInPageCall): Answer {
  const [realm, replyUrl] = [xmlText(addresses.realm), xmlText(addresses.replyUrl)];
  const text = `<?xml version="1.0" encoding="utf-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${realm}">
  <RoleDescriptor xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="http://docs.oasis-open.org/wsfed/federation/200706" xsi:type="fed:ApplicationServiceType" protocolSupportEnumeration="http://docs.oasis-open.org/wsfed/federation/200706">
    <fed:TargetScopes>
      <EndpointReference xmlns="http://www.w3.org/2005/08/addressing"><Address>${realm}</Address></EndpointReference>
    </fed:TargetScopes>
    <fed:PassiveRequestorEndpoint>
      <EndpointReference xmlns="http://www.w3.org/2005/08/addressing"><Address>${replyUrl}</Address></EndpointReference>
    </fed:PassiveRequestorEndpoint>
  </RoleDescriptor>
  <SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="${replyUrl}" index="0" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
`;
  return {
    status: 200,
    text,
    mediaType: 'application/samlmetadata+xml; charset=utf-8',
    headers: { 'X-Content-Type-Options': 'nosniff' },
  };
}

function xmlText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
