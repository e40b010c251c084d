const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const second = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

const steps = [
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 24],
  ['day', 86_400_000, 60],
] as const;

/** "3 minutes ago", "in 40 days"; the day if it is longer away than 60 days. @param at RFC 3339. */
export function fromNow(at: string): string {
  const distance = Date.parse(at) - Date.now();
  if (Math.abs(distance) < 60_000) return distance < 0 ? 'just now' : 'in a moment';
  const step = steps.find(([, unit, most]) => Math.abs(distance) < unit * most);
  if (step === undefined) return day.format(new Date(at));
  const [name, unit] = step;
  return relative.format(Math.round(distance / unit), name);
}

/** In the time zone of the browser. */
export const momentOf = (at: string): string => moment.format(new Date(at));
export const secondOf = (at: string): string => second.format(new Date(at));
export const clockOf = (at: string): string => clock.format(new Date(at));
