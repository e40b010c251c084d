import { SignInRefused } from '../refusals.ts';
import {
  attributeOf,
  elementsIn,
  onlyChild,
  type XmlElement,
  encryption,
  saml,
  signature as signatureNamespace,
  trust,
} from './elements.ts';

/** The one assertion of a response of WS-Trust, not verified. */
export interface UnverifiedToken {
  readonly assertionId: string;
  readonly signature: XmlElement;
}

/**
 * Finds the assertion and its signature. A document that has another place for either, or two of either anywhere, is
 * refused: a reader and a verifier could take different ones (signature wrapping).
 *
 * @throws SignInRefused
 */
export function findToken(root: XmlElement): UnverifiedToken {
  const all = [...elementsIn(root)];
  if (all.some(({ namespace, name }) => namespace === encryption || name.startsWith('Encrypted')))
    throw new SignInRefused('encrypted');
  const assertion = assertionIn(root, all);
  const signatures = all.filter(({ name }) => name === 'Signature');
  const signature = onlyChild(assertion, signatureNamespace, 'Signature');
  if (signatures.length !== 1 || signature === undefined) throw new SignInRefused('signatureStructure');
  const assertionId = attributeOf(assertion, 'ID');
  if (assertionId === undefined || assertionId === '') throw new SignInRefused('structure');
  requireDistinctIds(all);
  return { assertionId, signature };
}

function assertionIn(root: XmlElement, all: readonly XmlElement[]): XmlElement {
  const response = responseIn(root);
  const token = onlyChild(response, response.namespace, 'RequestedSecurityToken');
  const [assertion, ...others] = token?.children ?? [];
  if (assertion === undefined || others.length > 0) throw new SignInRefused('structure');
  for (const name of ['RequestSecurityTokenResponse', 'RequestedSecurityToken', 'Assertion'])
    if (all.filter((element) => element.name === name).length !== 1) throw new SignInRefused('structure');
  if (assertion.name !== 'Assertion') throw new SignInRefused('structure');
  if (assertion.namespace !== saml) throw new SignInRefused('samlVersion');
  return assertion;
}

/** The response: the root itself, or the only one in a collection, which WS-Trust 1.3 has. */
function responseIn(root: XmlElement): XmlElement {
  const collected = root.name === 'RequestSecurityTokenResponseCollection';
  const response = collected ? onlyChild(root, root.namespace, 'RequestSecurityTokenResponse') : root;
  const isResponse = response?.name === 'RequestSecurityTokenResponse';
  if (!isResponse || !trust.includes(response.namespace)) throw new SignInRefused('structure');
  return response;
}

/** All that are ids anywhere: `ID` of SAML, `Id` of signatures, `wsu:Id`, `xml:id`. */
function requireDistinctIds(all: readonly XmlElement[]): void {
  const ids = all.flatMap(({ attributes }) =>
    attributes.filter(({ name }) => name.toLowerCase() === 'id').map(({ value }) => value),
  );
  if (new Set(ids).size !== ids.length) throw new SignInRefused('duplicateId');
}
