import { nothing, type Html } from '../../shared/api/markup.ts';
import { joined, xml } from './xml.ts';

/** Somebody who can sign in at the directory. */
export interface DirectoryPerson {
  readonly objectId: string;
  readonly userName: string;
  readonly displayName: string;
  readonly nickname?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly email?: string;
}

/** What an assertion says. */
export interface AssertionContent {
  readonly id: string;
  readonly issuer: string;
  readonly directoryId: string;
  readonly audience: string;
  readonly nameId: string;
  readonly person: DirectoryPerson;
  readonly notBefore: Date;
  readonly notOnOrAfter: Date;
  /** Entra names none with WS-Federation. */
  readonly recipient?: string;
}

const microsoft = 'http://schemas.microsoft.com/identity/claims';
const schemas = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

const utility = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';

/** A SAML 2.0 assertion as Entra writes it, on one line, not signed. */
export function assertionOf(content: AssertionContent): string {
  const { id, issuer, audience, nameId, notBefore, notOnOrAfter, recipient } = content;
  const [from, to] = [notBefore.toISOString(), notOnOrAfter.toISOString()];
  const data = recipient === undefined ? nothing : xml`<SubjectConfirmationData Recipient="${recipient}"/>`;
  return xml`
    <Assertion ID="${id}" IssueInstant="${from}" Version="2.0" xmlns="urn:oasis:names:tc:SAML:2.0:assertion">
      <Issuer>${issuer}</Issuer>
      <Subject>
        <NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${nameId}</NameID>
        <SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">${data}</SubjectConfirmation>
      </Subject>
      <Conditions NotBefore="${from}" NotOnOrAfter="${to}">
        <AudienceRestriction><Audience>${audience}</Audience></AudienceRestriction>
      </Conditions>
      <AttributeStatement>${attributesOf(content)}</AttributeStatement>
      <AuthnStatement AuthnInstant="${from}" SessionIndex="${id}">
        <AuthnContext>
          <AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef>
        </AuthnContext>
      </AuthnStatement>
    </Assertion>`.html;
}

function attributesOf({ person, directoryId, issuer }: AssertionContent): Html {
  const claims: readonly (readonly [name: string, value: string | undefined])[] = [
    [`${microsoft}/tenantid`, directoryId],
    [`${microsoft}/objectidentifier`, person.objectId],
    [`${microsoft}/identityprovider`, issuer],
    [`${schemas}/name`, person.userName],
    [`${schemas}/givenname`, person.givenName],
    [`${schemas}/surname`, person.familyName],
    [`${schemas}/emailaddress`, person.email],
    ['displayname', person.displayName],
    ['nickname', person.nickname],
  ];
  return joined(
    claims.flatMap(([name, value]) =>
      value === undefined
        ? []
        : xml`<Attribute Name="${name}"><AttributeValue>${value}</AttributeValue></Attribute>`,
    ),
  );
}

/** The response of WS-Trust (February 2005) in which Entra posts an assertion. */
export function responseWith(
  assertion: string,
  { audience, notBefore, notOnOrAfter }: Pick<AssertionContent, 'audience' | 'notBefore' | 'notOnOrAfter'>,
): string {
  return xml`
    <t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust">
      <t:Lifetime>
        <wsu:Created xmlns:wsu="${utility}">${notBefore.toISOString()}</wsu:Created>
        <wsu:Expires xmlns:wsu="${utility}">${notOnOrAfter.toISOString()}</wsu:Expires>
      </t:Lifetime>
      <wsp:AppliesTo xmlns:wsp="http://schemas.xmlsoap.org/ws/2004/09/policy">
        <wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing">
          <wsa:Address>${audience}</wsa:Address>
        </wsa:EndpointReference>
      </wsp:AppliesTo>
      <t:RequestedSecurityToken>${{ html: assertion }}</t:RequestedSecurityToken>
      <t:TokenType>http://docs.oasis-open.org/wss/oasis-wss-saml-token-profile-1.1#SAMLV2.0</t:TokenType>
      <t:RequestType>http://schemas.xmlsoap.org/ws/2005/02/trust/Issue</t:RequestType>
      <t:KeyType>http://schemas.xmlsoap.org/ws/2005/05/identity/NoProofKey</t:KeyType>
    </t:RequestSecurityTokenResponse>`.html;
}
