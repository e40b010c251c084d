/** Milliseconds of each unit in a relative time. */
const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };

/**
 * A time as a person writes it, as RFC 3339: `90m`, `24h` or `7d` ago, or the beginning of a day in UTC. Other text
 * is returned unchanged.
 */
export function readMoment(text: string, now: Date): string {
  const [, number = '', unit = ''] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const length = units[unit];
  if (length !== undefined) return new Date(now.getTime() - Number(number) * length).toISOString();
  return /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
}
