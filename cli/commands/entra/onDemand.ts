import type { Command } from 'commander';
import { findEntry, provisionOnDemand } from '../../entra/engine/onDemand.ts';
import type { LogEntry } from '../../entra/log/entry.ts';
import { toGraph } from '../../entra/log/graph.ts';
import { painter, wantsColour, type Paint } from '../../entra/table.ts';
import { exitCode } from '../../exitCode.ts';
import { json, outputOf, write, type Json } from '../command.ts';
import { addJobOptions, openJob, type JobOptions } from './jobOptions.ts';

export function registerEntraOnDemand(entra: Command): void {
  addJobOptions(entra.command('on-demand'))
    .description('provision one person or group now, and show each step: import, scope, match, action')
    .argument('<entry>', 'objectId, userPrincipalName, mail or display name')
    .option(...json)
    .action(onDemand);
}

async function onDemand(meant: string, options: JobOptions & Json): Promise<void> {
  const opened = await openJob(options);
  const { job, record } = opened;
  try {
    const entries = await provisionOnDemand(job, findEntry(job, meant));
    const origin = { jobId: record.id, tenantUrl: record.tenantUrl };
    const output = outputOf(options);
    output.json({ entries: entries.map((entry) => toGraph(entry, origin)) });
    if (options.json !== true) {
      const paint = painter(wantsColour(process.stdout, process.env.NO_COLOR));
      for (const entry of entries) write(`${described(entry, paint)}\n`);
    }
    const failed = entries.some(({ status }) => status === 'failure');
    process.exitCode = failed ? exitCode.failed : exitCode.done;
  } finally {
    await opened.close();
  }
}

const marks = { success: '✔', skipped: '–', failure: '✘', warning: '!' } as const;
const colours = { success: 'green', skipped: 'dim', failure: 'red', warning: 'yellow' } as const;

function described({ source, action, status, steps, modified, error }: LogEntry, paint: Paint): string {
  return [
    `\n${paint('bold', source.displayName)}  ${action}, ${status}`,
    ...steps.map(
      (step) =>
        `  ${paint(colours[step.status], marks[step.status])} ${step.type.padEnd(20)} ${step.description}`,
    ),
    ...modified.map(
      ({ name, before, after }) => `      ${name}: ${before === undefined ? '' : `${before} → `}${after}`,
    ),
    ...(error === undefined
      ? []
      : [`  ${paint('red', error.code)}: ${error.reason}\n  → ${error.recommendedAction}`]),
  ].join('\n');
}
