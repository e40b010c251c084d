import { parseDateTime } from '../scim/dateTime.ts';
import { expiryInvalid } from './credentialErrors.ts';

const dayMs = 24 * 3_600_000;

/** When a credential that is made now ends. @param days undefined for never. */
export function endAfter(days: number | undefined, now: Date): string | undefined {
  return days === undefined ? undefined : new Date(now.getTime() + days * dayMs).toISOString();
}

/**
 * Reads when a credential is to end: `90d`, a date or time of RFC 3339 in the future, or `never`.
 *
 * @throws ScimError 400
 */
export function readExpiry(text: string, now: Date): string | undefined {
  if (text.toLowerCase() === 'never') return undefined;
  const days = /^(\d{1,4})d$/.exec(text)?.[1];
  if (days !== undefined && Number(days) >= 1) return endAfter(Number(days), now);
  const end = readDate(text);
  if (end !== undefined && end > now.getTime()) return new Date(end).toISOString();
  throw expiryInvalid();
}

/** The beginning of a day in UTC, or a time with its offset; in milliseconds since 1970. */
function readDate(text: string): number | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseDateTime(`${text}T00:00:00Z`);
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? parseDateTime(text) : undefined;
}
