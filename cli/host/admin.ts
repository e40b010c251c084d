import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyLength, readWholeBody } from './request.ts';
import { sendEmpty, sendProblem } from './response.ts';
import type { Timers } from './timers.ts';

/** The function named by `POST /admin/functions/{name}`; undefined for any other request. */
export function readAdminRun(method: string, path: readonly string[]): string | undefined {
  const [admin, functions, name, ...rest] = path.at(-1) === '' ? path.slice(0, -1) : path;
  const fits = admin?.toLowerCase() === 'admin' && functions?.toLowerCase() === 'functions';
  return method === 'POST' && fits && rest.length === 0 ? name : undefined;
}

/** Maximum size of a body. The host's management API only reads small ones. */
const maxBodyBytes = 64 * 1024;

/**
 * Runs a timer function at once, like the Functions host: the request body is a JSON object; the answer is 202
 * without a body, or 404 for an unknown name. Differences: no key is needed; the answer comes when the run has
 * **ended**, so that the caller sees its effect, and is 500 if it threw; HTTP functions, which have their own URLs,
 * are not found here.
 */
export async function answerAdminRun(
  timers: Timers,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!/^application\/json(?:\s*;|$)/i.test(request.headers['content-type'] ?? '')) {
    sendProblem(response, 415, `Send "Content-Type: application/json" and a body: ${example}`);
    return;
  }
  if (!(await hasJsonObject(request))) {
    sendProblem(response, 400, `Send a JSON object as the body: ${example}`);
    return;
  }
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

const example = "curl -X POST -H 'Content-Type: application/json' -d '{}' <address>";

async function hasJsonObject(request: IncomingMessage): Promise<boolean> {
  if (bodyLength(request) > maxBodyBytes) return false;
  try {
    const value: unknown = JSON.parse(Buffer.from(await readWholeBody(request)).toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
