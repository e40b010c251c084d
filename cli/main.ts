#!/usr/bin/env node
import { finished } from './finished.ts';
import { endWithOutput } from './lostOutput.ts';
import { runProgram } from './program.ts';

endWithOutput(process.stdout, process.stderr);
await runProgram(process.argv.slice(2));
// What the local host has given up waiting for – a timer whose storage does not answer – would keep the process alive.
await finished([process.stdout, process.stderr]);
process.exit();
