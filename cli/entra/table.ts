import Table from 'cli-table3';
import { styleText } from 'node:util';

/** How a piece of text is drawn. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Draws text in a style, or returns it unchanged if there are no colours. */
export type Paint = (style: Style, text: string) => string;

/** A painter with or without colours. */
export function painter(colour: boolean): Paint {
  // The caller has decided; styleText's own look at stdout would be a second, different opinion.
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** Whether to use colours: only at a terminal, and not if NO_COLOR is set (https://no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }, noColor: string | undefined): boolean {
  return stream.isTTY === true && (noColor ?? '') === '';
}

/** A column of a table: its heading and its width, the gap to the next column included. */
export interface Column {
  readonly title: string;
  readonly width: number;
  readonly align?: 'right';
}

/** The width that every table keeps to. */
const tableWidth = 100;

/** Every line of a frame is drawn by default; none is wanted here. */
export const frameless = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '',
  },
  style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
};

/** Rows under headings and a rule, without frame: 100 columns, and plain enough to be pasted into a message. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const drawn = new Table({
    ...frameless,
    colWidths: columns.map((column) => column.width),
    colAligns: columns.map((column) => column.align ?? 'left'),
    wordWrap: true,
  });
  drawn.push(columns.map((column) => paint('bold', column.title)));
  for (const row of rows) drawn.push([...row]);
  const [head = '', ...lines] = drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
  return [head, paint('dim', '─'.repeat(tableWidth)), ...lines].join('\n');
}
