import { basename, relative } from 'node:path';

/** In a checkout, from its folder. */
const inCheckout = 'node dist/cli.js';

/**
 * How this program was started: messages put it before the commands that they propose, so that those can be pasted into
 * the same terminal. Never a name that a package manager would look for among strangers' packages.
 *
 * @param script the file that Node runs.
 */
export function programName(script: string | undefined = process.argv[1], folder = process.cwd()): string {
  if (script === undefined) return inCheckout;
  const name = basename(script);
  // Linked into a folder of commands, as npm does with "bin".
  if (name === 'uniflow-scim') return name;
  if (!['cli.js', releaseFile].includes(name)) return inCheckout;
  const path = relative(folder, script).replaceAll('\\', '/');
  return `node ${/^[\w./-]+$/.test(path) ? path : `"${path}"`}`;
}

/** The name of the command line as a file of a release. */
export const releaseFile = 'uniflow-scim.mjs';
