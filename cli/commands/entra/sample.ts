import { existsSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';
import { counted } from '../../counted.ts';
import { sampleDirectory } from '../../entra/source/sample/sample.ts';
import { writeSource } from '../../entra/source/write.ts';
import { InputError } from '../../exitCode.ts';
import { programName } from '../../programName.ts';
import { json, outputOf, type Json } from '../command.ts';

interface SampleOptions extends Json {
  readonly users: number;
  readonly groups: number;
  readonly seed: string;
  readonly replace?: boolean;
}

export function registerEntraSample(entra: Command): void {
  entra
    .command('sample')
    .description('make a directory of sample people and groups: a folder of CSV files')
    .argument('<folder>', 'folder for users.csv, groups.csv, members.csv and assignments.csv')
    .option('--users <number>', 'number of people', count, 100)
    .option('--groups <number>', 'number of groups', count, 10)
    .option('--seed <text>', 'the same seed makes the same directory', 'contoso')
    .option('--replace', 'overwrite existing files')
    .option(...json)
    .action(sample);
}

function count(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 1_000_000) return number;
  throw new InvalidArgumentError('It must be a number from 0 to 1000000.');
}

async function sample(folder: string, options: SampleOptions): Promise<void> {
  if (existsSync(folder) && options.replace !== true) {
    throw new InputError(`${folder} exists already. Choose another folder, or use --replace.`);
  }
  const directory = sampleDirectory(options);
  await writeSource(folder, directory);
  const output = outputOf(options);
  output.json({ folder, users: directory.users.length, groups: directory.groups.length, seed: options.seed });
  output.note(
    `${folder} contains ${counted(directory.users.length, 'person', 'people')} and ${counted(directory.groups.length, 'group')}. ` +
      `Provision them:  ${programName()} entra cycle --source ${folder} --tenant-url <url>`,
  );
}
