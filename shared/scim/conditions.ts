import { versionMismatch } from './errors/request.ts';

/**
 * Whether an `If-Match` or `If-None-Match` header names `etag`. Compared weakly, deliberately also for If-Match
 * (RFC 7232 §3.1 asks for strong comparison): RFC 7644 §3.14 shows weak tags in it.
 */
export function etagMatches(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => opaque(tag) === opaque(etag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}

/**
 * Refuses a write whose `If-Match` names another version.
 *
 * @throws ScimError 412
 */
export function requireMatch(ifMatch: string | null, etag: string): void {
  if (ifMatch === null || etagMatches(ifMatch, etag)) return;
  throw versionMismatch(etag);
}
