import { painter, table, wantsColour } from '../../cli/entra/table.ts';

/** Longer texts are broken into lines. */
const maxWidth = 74;

export const paint = painter(wantsColour(process.stdout, process.env.NO_COLOR));

/** Rows under headings, for a terminal: each column as wide as it needs, names at the left and figures at the right. */
export function figureTable(
  titles: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const texts = rows.map((row) => row.map(String));
  const columns = titles.map((title, i) => {
    const longest = Math.max(title.length, ...texts.map((row) => row[i]?.length ?? 0));
    const width = Math.min(longest, maxWidth) + 2;
    return { title, width, ...(i > 0 && { align: 'right' as const }) };
  });
  return table(columns, texts, paint);
}

/** Whether a figure is on the right side of its bar. */
export function marked(reached: boolean): string {
  return reached ? paint('green', '✓') : paint('red', '✗');
}
