/**
 * Loaded into the measured service before anything else (`node --import`): how long its event loop was held at once, and
 * what memory it took. It answers over a socket of its own, and begins anew with each answer.
 */
import { createServer } from 'node:http';

/** Milliseconds between two looks. */
const interval = 4;

const socket = process.env.STORM_WATCH_SOCKET;
// The table server is a child of the service's, with its environment.
if (socket !== undefined && process.argv[1]?.endsWith('cli.js') === true) watch(socket);

function watch(path: string): void {
  let longest = 0;
  let rss = 0;
  let before = process.threadCpuUsage();
  setInterval(() => {
    // Of processor time: on a machine that others use too, a clock would count their turns as well.
    const { user, system } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    longest = Math.max(longest, (user + system) / 1_000);
    rss = Math.max(rss, process.memoryUsage.rss());
  }, interval).unref();
  const server = createServer((_request, response) => {
    response.end(JSON.stringify({ longestSlice: longest, rss }));
    longest = 0;
    rss = 0;
  });
  server.listen(path);
  server.unref();
}
