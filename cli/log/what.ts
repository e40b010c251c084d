import type { LogEntry, ValueChange } from '../../shared/store/logEntry.ts';

/** What an entry says about the change: the changed attributes, or the reason of a refusal. */
export function whatOf(entry: LogEntry): string {
  const { changed, values, refusal } = entry;
  if (refusal !== undefined) {
    const { operation, status, scimType, reason, detail } = refusal;
    const kind = scimType ?? reason;
    const who = entry.userName === undefined ? '' : ` of ${entry.userName}`;
    return `${operation}${who} ${status}${kind === undefined ? '' : ` ${kind}`}: ${withoutUrns(detail)}`;
  }
  const parts = changed.map((path) => {
    const change = values === undefined || values === 'omitted' ? undefined : values[path];
    return change === undefined ? shortName(path) : `${shortName(path)} ${inWords(change)}`;
  });
  return [...parts, ...(values === 'omitted' ? ['(the values were too long)'] : [])].join(', ');
}

/** An attribute's name without the URN of its extension, which would fill the line. */
function shortName(path: string): string {
  return path.startsWith('urn:') ? path.slice(path.lastIndexOf(':') + 1) : path;
}

function withoutUrns(text: string): string {
  return text.replace(/urn:ietf:params:scim:schemas:[\w:.-]*:(?=\w)/g, '');
}

function inWords({ old: before, new: after }: ValueChange): string {
  if (before === undefined) return JSON.stringify(after);
  return `${JSON.stringify(before)} → ${after === undefined ? 'nothing' : JSON.stringify(after)}`;
}
