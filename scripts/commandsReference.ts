/** Writes docs/commands.md from the definitions of the commands themselves. */
import type { Command, Option } from 'commander';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { newProgram } from '../cli/program.ts';

export const commandsFile = join(import.meta.dirname, '../docs/commands.md');

const introduction = `# Commands

<!-- Made by "npm run docs:commands" from the definitions in cli/commands/. Change those. -->

Every command of \`uniflow-scim\`, with its arguments and options. \`--help\` says the same in a terminal.
`;

/** The page, formatted as the rest of the project is. */
export async function commandsReference(): Promise<string> {
  const program = newProgram();
  const page = [introduction, contents(program), ...program.commands.map(section)].join('\n\n');
  return format(page, { ...(await resolveConfig(commandsFile)), parser: 'markdown' });
}

function contents(program: Command): string {
  const rows = program.commands.map(
    (command) => `| [\`${command.name()}\`](#${command.name()}) | ${inCell(command.description())} |`,
  );
  return ['| command | what it does |', '| --- | --- |', ...rows].join('\n');
}

function section(command: Command): string {
  const described = command.commands.flatMap((each) => details(each, `${command.name()} ${each.name()}`));
  const parts = command.commands.length === 0 ? details(command, command.name()) : described;
  return [`## ${command.name()}`, sentence(command.description()), ...parts].join('\n\n');
}

/** One command that does something: how it is written, what it does, and its options. */
function details(command: Command, name: string): readonly string[] {
  const words = command.registeredArguments.map((argument) => {
    const dots = argument.variadic ? '...' : '';
    return argument.required ? `<${argument.name()}${dots}>` : `[${argument.name()}${dots}]`;
  });
  const usage = ['uniflow-scim', name, ...words, ...(command.options.length === 0 ? [] : ['[options]'])].join(
    ' ',
  );
  const isGroup = name.includes(' ');
  return [
    ...(isGroup ? [`### ${name}`, sentence(command.description())] : []),
    `\`\`\`text\n${usage}\n\`\`\``,
    ...argumentTable(command),
    ...optionTable(command.options),
    ...command.commands.flatMap((each) => details(each, `${name} ${each.name()}`)),
  ];
}

function argumentTable(command: Command): readonly string[] {
  const rows = command.registeredArguments
    .filter(({ description }) => description !== '')
    .map((argument) => `| \`${argument.name()}\` | ${inCell(argument.description)} |`);
  return rows.length === 0 ? [] : [['| argument | |', '| --- | --- |', ...rows].join('\n')];
}

function optionTable(options: readonly Option[]): readonly string[] {
  const shown = options.filter(({ hidden }) => !hidden);
  if (shown.length === 0) return [];
  const rows = shown.map(
    (option) =>
      `| \`${option.flags.replaceAll('|', '\\|')}\` | ${inCell(option.description)}${notesOf(option)} |`,
  );
  return [['| option | |', '| --- | --- |', ...rows].join('\n')];
}

/** What commander adds to an option's description in a terminal. */
function notesOf({ argChoices, defaultValue, defaultValueDescription }: Option): string {
  const byDefault: unknown = defaultValueDescription ?? defaultValue;
  const notes = [
    ...(argChoices === undefined ? [] : [`one of ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`]),
    ...(byDefault === undefined || byDefault === false || (Array.isArray(byDefault) && byDefault.length === 0)
      ? []
      : [`by default ${typeof byDefault === 'string' ? byDefault : JSON.stringify(byDefault)}`]),
  ];
  return notes.length === 0 ? '' : ` (${inCell(notes.join('; '))})`;
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return inCell(/[.!?]$/.test(start) ? start : `${start}.`);
}

/** Text that a table's cell can hold, and that is not taken for HTML. */
function inCell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll(/<(?=\w)/g, '\\<')
    .replaceAll('\n', ' ');
}

if (import.meta.main) await writeFile(commandsFile, await commandsReference());
