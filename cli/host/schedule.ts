import { Cron } from 'croner';

/** Schedule of a timer function: an NCRONTAB expression, read in UTC as Azure reads it. */
export interface Schedule {
  expression: string;
  /** The first occurrence after a moment; undefined if there is none. */
  next(after: Date): Date | undefined;
}

const value = (values: string) => `(?:\\*|${values}(?:-${values})?)(?:/\\d+)?`;
const list = (values: string) => `${value(values)}(?:,${value(values)})*`;

/**
 * NCRONTAB allows less than croner: no `L`, `W`, `#`, `?`, no Sunday as 7, no year, no `@daily`. Azure would refuse
 * them on deployment; refusing them here shows the mistake earlier.
 */
const ncrontab = new RegExp(
  `^(?:${list('(?:\\d{1,2}|[a-z]{3})')} +){4,5}${list('(?:[0-6]|[a-z]{3})')}$`,
  'i',
);

/**
 * Reads the schedule of a timer function: five fields, or six with the seconds first.
 *
 * @throws an Error with the function's name and the expression if Azure would run it differently or not at all; a
 * time span (`01:00:00`) is not NCRONTAB
 */
export function readSchedule(name: string, written: string): Schedule {
  const expression = written.trim();
  const refused = (reason: string, cause?: unknown) =>
    new Error(`The schedule "${expression}" of the timer function "${name}" ${reason}.`, { cause });
  if (!ncrontab.test(expression)) {
    throw refused('is no NCRONTAB expression of five fields, or of six with the seconds first');
  }
  try {
    const cron = new Cron(expression, {
      mode: '5-or-6-parts',
      timezone: 'Etc/UTC',
      domAndDow: true, // Where both days are given, both must fit.
      sloppyRanges: true, // `5/15` is every 15 from 5 on.
    });
    const next = (after: Date) => cron.nextRun(after) ?? undefined;
    if (next(new Date()) !== undefined) return { expression, next };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
    throw refused(`is no NCRONTAB expression: ${reason}`, error);
  }
  throw refused('never comes');
}
