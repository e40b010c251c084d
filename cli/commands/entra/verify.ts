import type { Command } from 'commander';
import { counted } from '../../counted.ts';
import { contextOf } from '../../entra/engine/cycle.ts';
import { verify, type Verification } from '../../entra/engine/verify.ts';
import { exitCode } from '../../exitCode.ts';
import { withProgress } from '../../progress.ts';
import { json, outputOf, type Json } from '../command.ts';
import type { Output } from '../../output.ts';
import { shownBy } from './cycleProgress.ts';
import { addJobOptions, openJob, type JobOptions } from './jobOptions.ts';

export function registerEntraVerify(entra: Command): void {
  addJobOptions(entra.command('verify'))
    .description(
      'compare the service with the directory, person by person and member by member; it changes nothing',
    )
    .option(...json)
    .action(verifyAll);
}

const shownDifferences = 50;

async function verifyAll(options: JobOptions & Json): Promise<void> {
  const opened = await openJob(options);
  const { job, record } = opened;
  try {
    const verification = await withProgress('The comparison was interrupted.', (progress) =>
      verify(contextOf({ ...job, progress: shownBy(progress) }, record, 'onDemand')),
    );
    const output = outputOf(options);
    output.json(verification);
    print(output, verification);
    process.exitCode = verification.differences.length === 0 ? exitCode.done : exitCode.failed;
  } finally {
    await opened.close();
  }
}

function print(
  output: Output,
  { users, groups, memberships, attributes, others, differences }: Verification,
): void {
  const compared =
    `${counted(users, 'person', 'people')}, ${counted(groups, 'group')}, ${counted(memberships, 'membership')}, ` +
    `up to ${attributes} attributes each`;
  const besides =
    others === 0
      ? ''
      : ` The service also has ${counted(others, 'entry', 'entries')} that this job is not linked with.`;
  if (differences.length === 0) {
    output.note(`The service stores what the directory has: ${compared}, byte for byte.${besides}`);
    return;
  }
  output.table(
    `The service does not store what the directory has: ${counted(differences.length, 'difference')} in ${compared}.${besides}`,
    [{ title: 'Attribute' }, { title: 'Expected' }, { title: 'Found' }, { title: 'Who' }],
    differences
      .slice(0, shownDifferences)
      .map(({ attribute, expected, found, who }) => [attribute, expected, found, who]),
  );
}
