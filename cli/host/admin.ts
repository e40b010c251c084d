import type { ServerResponse } from 'node:http';
import { sendEmpty } from './response.ts';
import type { Timers } from './timers.ts';

/** The function named by `POST /admin/functions/{name}`; undefined for any other request. */
export function readAdminRun(method: string, path: readonly string[]): string | undefined {
  const [admin, functions, name, ...rest] = path.at(-1) === '' ? path.slice(0, -1) : path;
  const fits = admin?.toLowerCase() === 'admin' && functions?.toLowerCase() === 'functions';
  return method === 'POST' && fits && rest.length === 0 ? name : undefined;
}

/**
 * Runs a timer function at once, as the Functions host does: 202 and nothing else, 404 for an unknown name. There are
 * differences: nobody needs a key; the answer comes when the run has **ended**, so that whoever asked finds its
 * work done, and is 500 where it threw; and HTTP functions, which have a URL of their own, are unknown here.
 */
export async function answerAdminRun(timers: Timers, name: string, response: ServerResponse): Promise<void> {
  const run = timers.run(name);
  if (run === undefined) {
    sendEmpty(response, 404);
    return;
  }
  const status = await run.then(
    () => 202,
    () => 500,
  );
  sendEmpty(response, status);
}
