import type { Command } from 'commander';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newProgram } from '../../cli/program.ts';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const pages = [
  ...['README.md', 'SECURITY.md'],
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

/** The code of a page: blocks line by line, and what stands in the text. */
function codeOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, code = '']) => code,
  );
  return [...blocks, ...inline];
}

/** What keeps a line from being a command of this program; undefined where it is one. */
function problemOf(line: string): string | undefined {
  const words = wordsOf(line);
  let command: Command = newProgram();
  while (command.commands.length > 0) {
    const next = command.commands.find((candidate) => candidate.name() === words[0]);
    if (next === undefined) return words.length === 0 ? undefined : `${line}: there is no ${words[0] ?? ''}`;
    command = next;
    words.shift();
  }
  const known = new Set(['--help', ...command.options.map(({ long }) => long)]);
  const unknown = words.filter((word) => word.startsWith('--') && !known.has(word));
  return unknown.length === 0 ? undefined : `${line}: there is no ${unknown.join(', ')}`;
}

/** The words behind the name of the program, without a comment or what a shell does with the output. */
function wordsOf(line: string): string[] {
  const [, rest = ''] = /^node (?:dist\/cli\.js|uniflow-scim\.mjs)(?= |$)(.*)/.exec(line) ?? [];
  const quoted = rest.replaceAll(/'[^']*'|"[^"]*"/g, 'quoted').replace(/ #.*| >\S.*/, '');
  return quoted
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
}

describe('the commands of the documentation', () => {
  test.each(pages)('in %s are there', (page) => {
    const lines = codeOf(page).filter((line) => /^node (?:dist\/cli\.js|uniflow-scim\.mjs) [a-z]/.test(line));
    expect(lines.flatMap((line) => problemOf(line) ?? [])).toEqual([]);
  });

  test.each(pages)('of npm in %s are scripts of package.json', (page) => {
    const names = codeOf(page).flatMap((line) =>
      [...line.matchAll(/\bnpm run (?:--\S+ )*([a-z][\w:]*)/g)].map(([, name = '']) => name),
    );
    expect(names.filter((name) => !Object.hasOwn(packageJson.scripts, name))).toEqual([]);
  });

  test('would be missed', () => {
    expect(problemOf('node dist/cli.js token turn acme')).toContain('there is no turn');
    expect(problemOf('node dist/cli.js token rotate acme --wrong')).toContain('there is no --wrong');
    expect(problemOf("node dist/cli.js user list acme --filter 'active eq false' --json >x")).toBeUndefined();
  });
});
