/** `npm run rfc`: prints the matrix, with totals for each section and each status. */
import { matrix } from './matrix.ts';
import type { Row, Status } from './row.ts';

const width = 110;
const statuses: readonly Status[] = ['done', 'otherwise', 'not applicable'];

/** `text` in lines of at most `length` characters. */
function wrapped(text: string, length: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > length) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** Text beside a margin that stands before its first line only. */
function beside(margin: string, text: string): string {
  const lines = wrapped(text, width - margin.length);
  return lines.map((line, i) => `${i === 0 ? margin : ' '.repeat(margin.length)}${line}`).join('\n');
}

function printRow({ level, requirement, status, why }: Row): void {
  console.log(beside(`  ${level.padEnd(12)}${status.padEnd(16)}`, requirement));
  if (why !== undefined) console.log(beside(' '.repeat(30), `Why: ${why}`));
}

function printTotals(title: string, groups: ReadonlyMap<string, readonly Row[]>): void {
  console.log(`\n${title.padEnd(24)}${[...statuses, 'all'].map((status) => status.padStart(16)).join('')}`);
  for (const [name, rows] of groups) {
    const counts = statuses.map((status) => rows.filter((row) => row.status === status).length);
    console.log(
      `${name.padEnd(24)}${[...counts, rows.length].map((count) => String(count).padStart(16)).join('')}`,
    );
  }
}

const sections = Map.groupBy(matrix, ({ rfc, section }) => `${rfc} §${section}`);
for (const [name, rows] of sections) {
  console.log(`\n${name}`);
  rows.forEach(printRow);
}
printTotals('Section', sections);
printTotals('RFC', new Map([...Map.groupBy(matrix, ({ rfc }) => rfc), ['All', matrix]]));
