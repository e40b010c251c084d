/** What to do if a value that a command shows only once could not be written. */
let advice: string | undefined;

/**
 * Call before a command writes a value that it shows only once. @param text a sentence with the command that helps.
 */
export function adviseIfLost(text: string): void {
  advice = text;
}

/**
 * Exits the process when standard output fails. A closed pipe (`| head`) is a failure only if a value was lost that
 * can't be shown again; a full disk always is one.
 */
export function exitWhenOutputFails(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code ?? error.name;
    if (reason === 'EPIPE' && advice === undefined) process.exit();
    stderr.write(`The output could not be written (${reason}).${advice === undefined ? '' : ` ${advice}`}\n`);
    process.exit(1);
  });
}
