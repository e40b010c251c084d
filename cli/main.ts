#!/usr/bin/env node
import { runWithInstalledNode } from './installedNode.ts';
import { nodeTooOld } from './nodeVersion.ts';

const complaint = nodeTooOld(process.versions.node);
if (complaint === undefined) {
  // In a file of its own, imported late: an older Node may fail while it loads the commands and their libraries.
  const { runCommandLine } = await import('./commandLine.ts');
  await runCommandLine(process.argv.slice(2));
} else if (!runWithInstalledNode()) {
  process.stderr.write(`${complaint}\n`);
  process.exitCode = 1;
}
