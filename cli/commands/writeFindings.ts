import type { Finding } from '../../shared/check/finding.ts';
import { badOnes, report } from '../doctor/report.ts';
import { painter, wantsColour } from '../entra/table.ts';
import { exitCode } from '../exitCode.ts';
import { write } from './command.ts';

/** Writes the findings of a command; the exit code is 1 if there is a problem. */
export function writeFindings(findings: readonly Finding[], asJson: boolean): void {
  const { problems, warnings } = badOnes(findings);
  if (asJson) write(`${JSON.stringify({ problems, warnings, findings })}\n`);
  else write(report(findings, painter(wantsColour(process.stdout, process.env.NO_COLOR))));
  if (problems > 0) process.exitCode = exitCode.failed;
}
