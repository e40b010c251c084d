import type { Paint, Style } from '../entra/table.ts';
import type { Finding, State } from '../../shared/check/finding.ts';
import { counted } from '../counted.ts';

const signs: Readonly<Record<State, readonly [sign: string, style: Style]>> = {
  ok: ['✔', 'green'],
  note: ['·', 'dim'],
  warning: ['!', 'yellow'],
  problem: ['✘', 'red'],
};

const width = 80;
const aboutWidth = 17;
const indent = ' '.repeat(4 + aboutWidth);

/** The findings, a paragraph each, and a summary line: 80 columns wide, apart from commands. */
export function report(findings: readonly Finding[], paint: Paint): string {
  const paragraphs = findings.map(({ about, state, seen, advice, command }) => {
    const [sign, style] = signs[state];
    const [first = '', ...rest] = wrapped(seen);
    return [
      `  ${paint(style, sign)} ${about.padEnd(aboutWidth)}${first}`,
      ...rest.map((line) => `${indent}${line}`),
      ...(advice === undefined ? [] : wrapped(`→ ${advice}`).map((line) => indent + paint('bold', line))),
      // In one line: it is pasted.
      ...(command === undefined ? [] : [`    ${paint('bold', command)}`]),
    ].join('\n');
  });
  return `\n${paragraphs.join('\n')}\n\n${summary(findings, paint)}\n`;
}

function summary(findings: readonly Finding[], paint: Paint): string {
  const { problems, warnings } = badOnes(findings);
  const doubts = warnings === 0 ? '' : ` ${counted(warnings, 'warning')}.`;
  if (problems > 0) return paint('red', `${counted(problems, 'problem')}.${doubts}`);
  return paint(warnings > 0 ? 'yellow' : 'green', `No problem was found.${doubts}`);
}

/** Counts the warnings and problems. */
export function badOnes(findings: readonly Finding[]): {
  readonly problems: number;
  readonly warnings: number;
} {
  const number = (state: State) => findings.filter((finding) => finding.state === state).length;
  return { problems: number('problem'), warnings: number('warning') };
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - indent.length) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
