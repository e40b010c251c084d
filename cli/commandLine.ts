import { finished } from './finished.ts';
import { endWithOutput } from './lostOutput.ts';
import { runProgram } from './program.ts';

/** Runs a command and ends the process. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  endWithOutput(process.stdout, process.stderr);
  await runProgram(words);
  // What the local host has given up waiting for – a timer whose storage does not answer – would keep the process alive.
  await finished([process.stdout, process.stderr]);
  process.exit();
}
