import { waitForOutput } from './waitForOutput.ts';
import { exitWhenOutputFails } from './lostOutput.ts';
import { runProgram } from './program.ts';

/** Runs a command and ends the process. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  exitWhenOutputFails(process.stdout, process.stderr);
  await runProgram(words);
  // A timer that the local host no longer waits for would keep the process alive.
  await waitForOutput([process.stdout, process.stderr]);
  process.exit();
}
