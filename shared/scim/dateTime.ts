// RFC 3339 `date-time`, the lexical form that RFC 7643 §2.3.5 asks for; the offset may be missing in what clients send.
const dateTime = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?$/;
const offset = /(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** The instant that an RFC 3339 time names, in milliseconds since 1970, or undefined where it names none. UTC where it has no offset. */
export function parseDateTime(text: string): number | undefined {
  if (!dateTime.test(text) || !isOnClockAndCalendar(text)) return undefined;
  const instant = Date.parse(offset.test(text) ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

/** `Date.parse` takes the 30th of February for the 2nd of March, and 24:00 for the next day; RFC 3339 §5.7 has neither. */
function isOnClockAndCalendar(text: string): boolean {
  const asUtc = new Date(`${text.slice(0, 19).toUpperCase()}Z`);
  return (
    !Number.isNaN(asUtc.getTime()) && asUtc.toISOString().slice(0, 19) === text.slice(0, 19).toUpperCase()
  );
}
