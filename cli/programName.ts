import { basename, relative } from 'node:path';

/** The command in a checkout's folder. */
const inCheckout = 'node dist/cli.js';

/**
 * How this program was started. Messages put it before the commands that they propose, so that these can be pasted
 * into the same terminal. Never a name that a package manager would fetch from a public registry.
 *
 * @param script the file that Node runs.
 */
export function programName(script: string | undefined = process.argv[1], folder = process.cwd()): string {
  if (script === undefined) return inCheckout;
  const name = basename(script);
  // A link in a folder of commands, made by npm from "bin".
  if (name === 'uniflow-scim') return name;
  if (!['cli.js', releaseFile].includes(name)) return inCheckout;
  const path = relative(folder, script).replaceAll('\\', '/');
  return `node ${/^[\w./-]+$/.test(path) ? path : `"${path}"`}`;
}

/** File name of the command line in a release. */
export const releaseFile = 'uniflow-scim.mjs';
