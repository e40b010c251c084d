import type { Output } from '../output.ts';
import { json, outputOf, type Json, type Registration } from './command.ts';
import { storagePort } from '../settings.ts';
import { untilStopped } from '../signals.ts';
import { dataFolder, startStorage } from '../storage.ts';

export const registerStorage: Registration = (program) => {
  program
    .command('storage')
    .description('run the local table storage alone')
    .option(...json)
    .action((options: Json) => storage(outputOf(options)));
};

/** `uniflow-scim storage`: the local table server alone, for Core Tools and for commands. */
async function storage(output: Output): Promise<void> {
  const server = await startStorage(storagePort, dataFolder);
  output.json({ port: storagePort, started: server !== undefined });
  if (server === undefined) {
    output.note(`A table server runs on 127.0.0.1:${storagePort} already.`);
    return;
  }
  output.note(`Table storage on 127.0.0.1:${server.port}, its data in .data/. Ctrl-C ends it.`);
  await untilStopped();
  await server.close();
  output.note('Saved and ended.');
}
