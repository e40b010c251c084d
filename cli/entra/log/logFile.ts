import {
  appendFileSync,
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject, objectOr, stringOr, type JsonObject } from '../json.ts';
import type { Exchange } from '../wire/exchange.ts';
import type { LogEntry } from './entry.ts';

/** Whether a line of the log is an entry. This program alone writes them. */
function isLogEntry(value: unknown): value is LogEntry {
  return isObject(value) && typeof value.changeId === 'string' && Array.isArray(value.steps);
}

function isExchange(value: unknown): value is Exchange {
  return isObject(value) && typeof value.method === 'string' && typeof value.status === 'number';
}

/** A file of which each line is a JSON object. */
export interface LinesFile<Item> {
  append(item: Item): void;
  read(): AsyncIterable<Item>;
  /** Empties the file. */
  clear(): void;
}

/** The provisioning log of a job. */
export function logFile(file: string): LinesFile<LogEntry> {
  return linesFile(file, isLogEntry);
}

/** The requests of the job's last cycle. */
export function exchangesFile(file: string): LinesFile<Exchange> {
  return linesFile(file, isExchange);
}

function linesFile<Item>(file: string, isItem: (value: unknown) => value is Item): LinesFile<Item> {
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    mkdirSync(dirname(file), { recursive: true });
    // A killed process may have left half a line. The next entry must not become part of it.
    if (existsSync(file) && !endsLine(file)) appendFileSync(file, '\n');
  };
  return {
    append: (item) => {
      begin();
      appendFileSync(file, `${JSON.stringify(item)}\n`);
    },
    clear: () => {
      begin();
      writeFileSync(file, '');
    },
    async *read() {
      if (!existsSync(file)) return;
      for await (const line of createInterface({
        input: createReadStream(file, 'utf8'),
        crlfDelay: Infinity,
      })) {
        const value = parsed(line);
        if (isItem(value)) yield value;
      }
    },
  };
}

/** Whether the file is empty or its last line is complete. It may be large, so only its last byte is read. */
function endsLine(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(handle, last, 0, 1, size - 1) === 1 && last.toString() === '\n');
  } finally {
    closeSync(handle);
  }
}

/** The last line of a killed process may be incomplete. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The service's own words in one line: scimType and detail. */
export function saidBy(body: JsonObject): string {
  const { detail, scimType } = objectOr(body);
  return [stringOr(scimType), stringOr(detail)].filter((part) => part !== '').join(': ');
}
