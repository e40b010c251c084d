/** Serves the function app that lies unpacked in a folder, as Azure does: `node hostFolder.ts <folder> [port]`. Prints its address. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHost } from '../../cli/host/server.ts';

const [folder = '', port = '0'] = process.argv.slice(2);
const { main } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { main: string };
try {
  const host = await startHost({
    bundle: join(folder, main),
    hostJson: join(folder, 'host.json'),
    port: Number(port),
    hostname: '127.0.0.1',
    log: (level, category, message) => {
      process.stderr.write(`${level} ${category} ${message}\n`);
    },
  });
  process.stdout.write(`${host.url}\n`);
} catch (error) {
  // The worker's own words, which the portal shows.
  process.stderr.write(`Worker was unable to load entry point "${main}": ${(error as Error).message}\n`);
  process.exitCode = 1;
}
