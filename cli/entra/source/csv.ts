import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { InputError } from '../../exitCode.ts';
import { isObject, type JsonObject } from '../json.ts';

/** A row of a CSV file, and the line on which it ends. */
export interface CsvRow {
  readonly line: number;
  readonly values: JsonObject;
}

/**
 * The rows of a CSV file with a heading, as Excel and the portal's downloads write it: with or without a byte order mark, by
 * commas or by semicolons.
 *
 * @throws InputError naming file and line.
 */
export function parseCsv(text: string, file: string): readonly CsvRow[] {
  try {
    const records: unknown = parse(text, {
      columns: true,
      info: true,
      bom: true,
      skip_empty_lines: true,
      delimiter: delimiterOf(text),
    });
    return Array.isArray(records) ? records.flatMap(rowOf) : [];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${file} is not a CSV file that can be read: ${error.message}.`);
  }
}

function rowOf(value: unknown): readonly CsvRow[] {
  if (!isObject(value) || !isObject(value.record) || !isObject(value.info)) return [];
  return [{ line: Number(value.info.lines), values: value.record }];
}

/** Excel writes semicolons in countries whose list separator is one. */
function delimiterOf(text: string): string {
  const heading = text.split('\n', 1)[0] ?? '';
  return heading.includes(';') && !heading.includes(',') ? ';' : ',';
}

/** Text of a CSV file. */
export function writeCsv(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return stringify([[...columns], ...rows.map((row) => [...row])]);
}
