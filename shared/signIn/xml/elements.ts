import type { Attr, Document, Element } from '@xmldom/xmldom';
import { SignInRefused } from '../refusals.ts';

/** An element, without what the sign-in does not read. */
export interface XmlElement {
  /** Empty if it is in none. */
  readonly namespace: string;
  /** Without a prefix. */
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Undefined if there are elements in it. */
  readonly text: string | undefined;
  /** That there is text beside elements, more than white space. */
  readonly isMixed: boolean;
  /** The namespace that a prefix names here. */
  readonly namespaceOf: (prefix: string) => string | undefined;
}

export interface XmlAttribute {
  readonly namespace: string;
  readonly name: string;
  readonly value: string;
}

export interface XmlDocument {
  readonly root: XmlElement;
  /** For the check of its signature. */
  readonly dom: Document;
}

/**
 * Parses a text that passed `requireBounds`. Whatever the parser complains of is final, a warning included.
 *
 * @throws SignInRefused `notWellFormed`
 */
export async function parseXml(text: string): Promise<XmlDocument> {
  const { DOMParser } = await import('@xmldom/xmldom');
  try {
    const parser = new DOMParser({
      locator: false,
      onError: (level, message) => {
        throw new SyntaxError(`${level}: ${message}`);
      },
    });
    const dom = parser.parseFromString(text, 'text/xml');
    if (dom.documentElement === null) throw new SyntaxError('There is no element.');
    return { root: elementOf(dom.documentElement), dom };
  } catch {
    // Without the cause: the parser quotes the text, and a token must not reach a log.
    throw new SignInRefused('notWellFormed');
  }
}

function elementOf(element: Element): XmlElement {
  const children: XmlElement[] = [];
  let beside = '';
  for (let child = element.firstChild; child !== null; child = child.nextSibling) {
    if (isElement(child)) children.push(elementOf(child));
    else beside += child.nodeValue ?? '';
  }
  return {
    namespace: element.namespaceURI ?? '',
    name: element.localName ?? element.tagName,
    attributes: Array.from(element.attributes, attributeFrom),
    children,
    text: children.length === 0 ? beside : undefined,
    isMixed: children.length > 0 && /[^\t\n\r ]/.test(beside),
    namespaceOf: (prefix) => element.lookupNamespaceURI(prefix) ?? undefined,
  };
}

const declarations = 'http://www.w3.org/2000/xmlns/';

/** Whether it is a declaration of a namespace. */
export function isDeclaration({ namespace }: XmlAttribute): boolean {
  return namespace === declarations;
}

/** A name that begins like a declaration and is none is reserved (XML 1.0 §2.3), and xml-crypto's canonical form leaves it out. */
function attributeFrom({ namespaceURI, localName, name, value }: Attr): XmlAttribute {
  if (name.startsWith('xmlns') && namespaceURI !== declarations)
    throw new SyntaxError('The name of an attribute is reserved.');
  return { namespace: namespaceURI ?? '', name: localName ?? name, value };
}

function isElement(node: { readonly nodeType: number }): node is Element {
  return node.nodeType === 1;
}

/** The element and all elements in it, in the document's order. */
export function* elementsIn(element: XmlElement): Generator<XmlElement> {
  yield element;
  for (const child of element.children) yield* elementsIn(child);
}

export function childrenNamed(element: XmlElement, namespace: string, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.namespace === namespace && child.name === name);
}

/** The child of this name, if there is exactly one. */
export function onlyChild(element: XmlElement, namespace: string, name: string): XmlElement | undefined {
  const [child, ...others] = childrenNamed(element, namespace, name);
  return others.length === 0 ? child : undefined;
}

/** The value of an attribute that has no prefix. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.namespace === '' && attribute.name === name)?.value;
}

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
