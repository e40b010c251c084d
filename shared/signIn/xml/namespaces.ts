export const saml = 'urn:oasis:names:tc:SAML:2.0:assertion';
export const samlMetadata = 'urn:oasis:names:tc:SAML:2.0:metadata';
export const signature = 'http://www.w3.org/2000/09/xmldsig#';
export const encryption = 'http://www.w3.org/2001/04/xmlenc#';
export const federation = 'http://docs.oasis-open.org/wsfed/federation/200706';
export const addressing = 'http://www.w3.org/2005/08/addressing';
export const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

/** WS-Trust of February 2005, which Entra speaks, and 1.3. */
export const trust: readonly string[] = [
  'http://schemas.xmlsoap.org/ws/2005/02/trust',
  'http://docs.oasis-open.org/ws-sx/ws-trust/200512',
];
