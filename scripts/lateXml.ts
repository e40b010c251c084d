/**
 * What the bundle has of @azure/core-xml: only refusals of a proxy in front of Table Storage are XML, and the parser is
 * a seventh of all that a cold start would read.
 */
import type { parseXML as parse } from '@azure/core-xml';

export async function parseXML(...words: Parameters<typeof parse>): Promise<unknown> {
  const { parseXML: parseNow } = await import('@azure/core-xml');
  return parseNow(...words);
}

export function stringifyXML(): never {
  throw new Error('Nothing is sent to Table Storage as XML.');
}
