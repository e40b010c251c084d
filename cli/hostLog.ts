import { isObject, parseJson, type JsonObject, type JsonValue } from '../shared/scim/json.ts';
import type { HostLog } from './host/rpc.ts';

/** Prints the service's log lines for a person at a terminal, to standard error: a line for each request, errors in full. */
export function hostLog(requests: boolean): HostLog {
  return (level, category, message) => {
    const entry = readEntry(message);
    if (entry?.event === 'request') {
      if (requests) process.stderr.write(`${requestLine(entry)}\n`);
    } else if (level === 'error' || level === 'critical' || level === 'warning') {
      process.stderr.write(`${level} ${category}: ${message}\n`);
    }
  };
}

function requestLine(entry: JsonObject): string {
  const time = new Date().toISOString().slice(11, 19);
  const { status, method, operation, tenant, milliseconds, scimType } = entry;
  const columns = [time, word(status, 3), word(method, 6), word(operation, 22), word(tenant, 12)];
  return `${columns.join('  ')}  ${word(milliseconds, 0).padStart(5)} ms  ${word(scimType, 0)}`.trimEnd();
}

function word(value: JsonValue | undefined, width: number): string {
  return (typeof value === 'string' || typeof value === 'number' ? String(value) : '').padEnd(width);
}

function readEntry(message: string): JsonObject | undefined {
  try {
    const entry = parseJson(message);
    return isObject(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}
