import { isListening, startTableServer } from '../host/azurite.ts';
import type { Output } from '../output.ts';
import { storagePort } from '../settings.ts';
import { untilStopped } from '../signals.ts';
import { dataFolder } from '../storage.ts';

/** `uniflow-scim storage`: the local table server alone, for Core Tools and for commands. */
export async function storage(output: Output): Promise<void> {
  if (await isListening(storagePort)) {
    output.json({ port: storagePort, started: false });
    output.note(`Something listens on 127.0.0.1:${storagePort} already; it is taken for the table storage.`);
    return;
  }
  const server = await startTableServer({ port: storagePort, hostname: '127.0.0.1', location: dataFolder });
  output.json({ port: server.port, started: true });
  output.note(`Table storage on 127.0.0.1:${server.port}, its data in .data/. Ctrl-C ends it.`);
  await untilStopped();
  await server.close();
}
