import { Option, type Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { painter, wantsColour, type Paint } from '../../entra/table.ts';
import type { CheckResult } from '../../entra/validate/check.ts';
import { toJunit } from '../../entra/validate/junit.ts';
import { checkCount, validate } from '../../entra/validate/validate.ts';
import { Pace } from '../../entra/wire/pace.ts';
import { redactionOf } from '../../entra/wire/redact.ts';
import { createWire } from '../../entra/wire/wire.ts';
import { defaultMapping } from '../../entra/mapping/schemaFile.ts';
import { exitCode } from '../../exitCode.ts';
import { withProgress } from '../../progress.ts';
import { json, outputOf, write, type Json } from '../command.ts';
import { withTarget } from './credentials.ts';
import { keyFolderOption } from './jobOptions.ts';
import { addTargetOptions, type TargetOptions } from './targetOptions.ts';

interface ValidateOptions extends TargetOptions, Json {
  readonly state: string;
  readonly junit?: string;
  readonly verbose?: boolean;
}

export function registerEntraValidate(entra: Command): void {
  addTargetOptions(entra.command('validate'))
    .description("check a service as Microsoft's validators do; at the end it removes what it created")
    .addOption(new Option('--junit <file>', 'write the results as JUnit XML, too'))
    .option('--verbose', 'show all requests and answers, not only those of failed checks')
    .addOption(keyFolderOption())
    .option(...json)
    .action(validateService);
}

async function validateService(options: ValidateOptions): Promise<void> {
  await withTarget(options, async ({ tenantUrl, credentials }) => {
    const redaction = redactionOf(defaultMapping(false), credentials.secrets);
    const wire = createWire({
      ...{ tenantUrl, credentials, redaction, pace: new Pace(options.rate) },
      record: () => undefined,
      maxAttempts: 2,
    });
    const mayBeLeft = 'Users and groups of this run may be left. Their names begin with "Sample".';
    const results = await withProgress(mayBeLeft, (progress) =>
      validate(wire, redaction, (done) => {
        progress.show(`Checks: ${done} of ${checkCount}`, { done, of: checkCount });
      }),
    );
    if (options.junit !== undefined) await writeFile(options.junit, toJunit(tenantUrl, results));
    outputOf(options).json({ tenantUrl, counts: countsOf(results), checks: results });
    if (options.json !== true) print(results, options.verbose === true);
    process.exitCode = results.some(({ verdict }) => verdict === 'fail') ? exitCode.failed : exitCode.done;
  });
}

function countsOf(results: readonly CheckResult[]) {
  const count = (wanted: CheckResult['verdict']) =>
    results.filter(({ verdict }) => verdict === wanted).length;
  return { pass: count('pass'), fail: count('fail'), warning: count('warning'), skipped: count('skipped') };
}

const marks = { pass: '✔', fail: '✘', warning: '!', skipped: '–' } as const;
const colours = { pass: 'green', fail: 'red', warning: 'yellow', skipped: 'dim' } as const;

function print(results: readonly CheckResult[], verbose: boolean): void {
  const paint = painter(wantsColour(process.stdout, process.env.NO_COLOR));
  let group = '';
  for (const result of results) {
    if (result.group !== group) write(`\n${paint('bold', result.group)}\n`);
    group = result.group;
    write(`${line(result, verbose, paint)}\n`);
  }
  const { pass, fail, warning, skipped } = countsOf(results);
  write(`\n${pass} passed · ${fail} failed · ${warning} with a warning · ${skipped} skipped\n`);
}

function line({ name, verdict, reason, exchanges }: CheckResult, verbose: boolean, paint: Paint): string {
  const head = `  ${paint(colours[verdict], marks[verdict])} ${name.padEnd(42)} ${paint('dim', reason)}`;
  if (!verbose && verdict !== 'fail') return head;
  const told = exchanges.flatMap(({ request, sent, status, answer }) => [
    `      ${request}`,
    ...(sent === undefined ? [] : [`        ${JSON.stringify(sent)}`]),
    `      → ${status} ${JSON.stringify(answer)}`,
  ]);
  return [head, ...told].join('\n');
}
