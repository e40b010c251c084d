#!/usr/bin/env node
import { finished } from './finished.ts';
import { runProgram } from './program.ts';

await runProgram(process.argv.slice(2));
// What the local host has given up waiting for – a timer whose storage does not answer – would keep the process alive.
await finished([process.stdout, process.stderr]);
process.exit();
