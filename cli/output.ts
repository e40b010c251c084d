import { painter, type Paint } from './entra/table.ts';
import { listing, type Cell, type ListingColumn } from './listing.ts';
import { onOneLine } from '../shared/scim/onOneLine.ts';

/** Output of a command: lines for people, or one JSON object for scripts. */
export interface Output {
  /** The whole result, for `--json`. */
  json(result: object): void;
  /** A heading and named values, for people. */
  fields(heading: string, values: Readonly<Record<string, string>>): void;
  /** A heading and a table, for people. */
  table(heading: string, columns: readonly ListingColumn[], rows: readonly (readonly Cell[])[]): void;
  /** A single value, for people and for the shell's `$(…)`. */
  value(text: string): void;
  /** The next step, for people. */
  note(text: string): void;
  /** A warning about something that succeeded; scripts find it on standard error. */
  warn(text: string): void;
}

type Write = (text: string) => void;

export function textOutput(write: Write, paint: Paint = painter(false)): Output {
  return {
    json: () => undefined,
    fields(heading, values) {
      const width = Math.max(...Object.keys(values).map((name) => name.length));
      const lines = Object.entries(values).map(
        ([name, value]) => `  ${name.padEnd(width)}  ${onOneLine(value)}`,
      );
      write(`\n${heading}\n\n${lines.join('\n')}\n`);
    },
    table(heading, columns, rows) {
      write(`\n${heading}\n\n${listing(columns, rows, paint)}\n`);
    },
    value: (text) => {
      write(`${text}\n`);
    },
    note: (text) => {
      write(`\n${text}\n`);
    },
    warn: (text) => {
      write(`\n${paint('yellow', `Attention: ${text}`)}\n`);
    },
  };
}

export function jsonOutput(write: Write, writeError: Write): Output {
  return {
    json: (result) => {
      write(`${JSON.stringify(result)}\n`);
    },
    fields: () => undefined,
    table: () => undefined,
    value: () => undefined,
    note: () => undefined,
    warn: (text) => {
      writeError(`Attention: ${text}\n`);
    },
  };
}
