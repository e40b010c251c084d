import {
  appendFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
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
  /** Begins anew. */
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
    // After half a line a new one begins, or two would be lost.
    if (existsSync(file) && !readFileSync(file, 'utf8').endsWith('\n')) appendFileSync(file, '\n');
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

/** The line under the pen of a process that was killed is half a line. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What the service said, in a line: its scimType and detail. */
export function saidBy(body: JsonObject): string {
  const { detail, scimType } = objectOr(body);
  return [stringOr(scimType), stringOr(detail)].filter((part) => part !== '').join(': ');
}
