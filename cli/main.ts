#!/usr/bin/env node
import { runWithInstalledNode } from './installedNode.ts';
import { nodeTooOld } from './nodeVersion.ts';

const complaint = nodeTooOld(process.versions.node);
if (complaint === undefined) {
  // In a file of its own, and loaded now: an older Node may fail at what commands and their libraries need.
  const { runCommandLine } = await import('./commandLine.ts');
  await runCommandLine(process.argv.slice(2));
} else if (!runWithInstalledNode()) {
  process.stderr.write(`${complaint}\n`);
  process.exitCode = 1;
}
