import { objectIn, type JsonObject, type JsonValue } from '../shared/scim/json.ts';
import type { HostLog } from './host/rpc.ts';

/** Prints the service's log lines for a person at a terminal, to standard error: a line for each request, errors in full. */
export function hostLog(requests: boolean): HostLog {
  return (level, category, message) => {
    const entry = objectIn(message);
    if (entry?.event === 'request') {
      if (requests) process.stderr.write(`${requestLine(entry)}\n`);
    } else if (entry?.event === 'cause') {
      process.stderr.write(`${causeLine(entry)}\n`);
    } else if (level === 'error' || level === 'critical' || level === 'warning') {
      process.stderr.write(`${level} ${category}: ${message}\n`);
    }
  };
}

function requestLine(entry: JsonObject): string {
  const time = new Date().toISOString().slice(11, 19);
  const { status, method, operation, tenant, milliseconds, scimType, requestId } = entry;
  const columns = [time, word(status, 3), word(method, 6), word(operation, 22), word(tenant, 12)];
  // What went wrong is looked up by the id that the client was given.
  const id = typeof status === 'number' && status >= 400 ? word(requestId, 0) : '';
  const rest = [`${word(milliseconds, 0).padStart(5)} ms`, word(scimType, 0), id].filter(
    (text) => text !== '',
  );
  return `${columns.join('  ')}  ${rest.join('  ')}`;
}

/** Why a request could not be carried out, in one line: the stack of an unreachable storage helps nobody here. */
function causeLine({ operation, error, requestId }: JsonObject): string {
  return `${new Date().toISOString().slice(11, 19)}  !    ${word(operation, 0)}: ${word(error, 0)}  ${word(requestId, 0)}`;
}

function word(value: JsonValue | undefined, width: number): string {
  return (typeof value === 'string' || typeof value === 'number' ? String(value) : '').padEnd(width);
}
