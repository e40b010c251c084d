import { parseDateTime } from '../scim/dateTime.ts';
import { expiryInvalid } from './credentialErrors.ts';

const dayMs = 24 * 3_600_000;

/** The end of a credential that is created now. @param days undefined for never. */
export function endAfter(days: number | undefined, now: Date): string | undefined {
  return days === undefined ? undefined : new Date(now.getTime() + days * dayMs).toISOString();
}

/**
 * Parses the end of a credential: `90d`, a future date or time of RFC 3339, or `never`.
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

/** Parses a date (its beginning in UTC) or a time with an offset; milliseconds since 1970. */
function readDate(text: string): number | undefined {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return parseDateTime(`${text}T00:00:00Z`);
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? parseDateTime(text) : undefined;
}
