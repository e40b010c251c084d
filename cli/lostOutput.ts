/** What to do when what a command shows once could not be written. */
let advice: string | undefined;

/** To be called before a command writes what it shows once. @param text a sentence with the command that helps. */
export function adviseIfLost(text: string): void {
  advice = text;
}

/**
 * Ends the process when standard output takes no more. Who has read enough (`| head`) closes the pipe: that is a failure
 * only if something was lost that can't be shown again. A full disk always is one.
 */
export function exitWhenOutputFails(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code ?? error.name;
    if (reason === 'EPIPE' && advice === undefined) process.exit();
    stderr.write(`The output could not be written (${reason}).${advice === undefined ? '' : ` ${advice}`}\n`);
    process.exit(1);
  });
}
