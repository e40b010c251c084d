// Stands in for the az CLI: takes what the real one documents, and nothing else, and answers from a file.
import jmespath from 'jmespath';
import { answers, AzureError } from './azure.ts';
import { failsNow, keep, note } from './change.ts';
import { commands, readCall, type Call } from './commands.ts';
import { readState, writeState } from './state.ts';

const words = process.argv.slice(2);
try {
  const call = readCall(words);
  const { changes = true } = commands[call.name] ?? {};
  note(words, changes);
  const state = readState();
  if (changes && failsNow(state)) {
    keep(state);
    throw new AzureError('ERROR: (InternalServerError) The server encountered an unexpected error.');
  }
  try {
    print(answers[call.name]?.(call, state), call);
  } finally {
    // A refusal is counted, too.
    writeState(state);
  }
  if (changes) keep(state);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  // The az CLI's own: 2 for a wrong command line, 1 for a refusal, 3 where something is missing.
  process.exitCode = error instanceof AzureError ? 1 : 2;
}

/** As the az CLI prints: nothing at all for null, and in tsv an item of a list a line. */
function print(answer: unknown, { flags }: Call): void {
  const [query] = flags.get('--query') ?? [];
  const [output] = flags.get('--output') ?? ['json'];
  const found: unknown = query === undefined ? answer : jmespath.search(answer, query);
  if (found === null || found === undefined || output === 'none') return;
  if (output !== 'tsv') {
    process.stdout.write(typeof found === 'string' ? found : `${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  for (const item of Array.isArray(found) ? (found as unknown[]) : [found])
    process.stdout.write(`${item === null ? 'None' : String(item as string)}\n`);
}
