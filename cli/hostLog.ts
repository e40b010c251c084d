import { objectIn, type JsonObject, type JsonValue } from '../shared/scim/json.ts';
import type { HostLog } from './host/rpc.ts';
import { sentenceOf } from './operatorEvents.ts';

/**
 * Prints the service's log for a person, to standard error: a line of columns for each request, a sentence for each
 * other event, and the host's messages unchanged.
 */
export const requestLog: HostLog = (level, category, message) => {
  const entry = objectIn(message);
  if (entry?.event === 'request') process.stderr.write(`${requestLine(entry)}\n`);
  else eventLog(level, category, message);
};

/** The same without the requests. */
export const eventLog: HostLog = (level, category, message) => {
  const entry = objectIn(message);
  const sentence = entry === undefined ? undefined : sentenceOf(entry);
  if (sentence === undefined) scriptLog(level, category, message);
  else process.stderr.write(`${time()}  ${isBad(level) ? '!' : ' '}    ${sentence}\n`);
};

/** Prints warnings and errors as the service logs them, for scripts. */
export const scriptLog: HostLog = (level, category, message) => {
  if (isBad(level)) process.stderr.write(`${level} ${category}: ${message}\n`);
};

/** Whether it is a warning or worse. */
export function isBad(level: string): boolean {
  return level === 'error' || level === 'critical' || level === 'warning';
}

function requestLine(entry: JsonObject): string {
  const { status, method, operation, tenant, milliseconds, scimType, requestId } = entry;
  const columns = [time(), word(status, 3), word(method, 6), word(operation, 22), word(tenant, 12)];
  // With the request id from a client's error, an operator finds the line.
  const id = typeof status === 'number' && status >= 400 ? word(requestId, 0) : '';
  const rest = [`${word(milliseconds, 0).padStart(5)} ms`, word(scimType, 0), id].filter(
    (text) => text !== '',
  );
  return `${columns.join('  ')}  ${rest.join('  ')}`;
}

function time(): string {
  return new Date().toISOString().slice(11, 19);
}

function word(value: JsonValue | undefined, width: number): string {
  return (typeof value === 'string' || typeof value === 'number' ? String(value) : '').padEnd(width);
}
