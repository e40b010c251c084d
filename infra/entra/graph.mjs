// Calls of Microsoft Graph: learn.microsoft.com/graph/api/resources/synchronization-overview.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const maxAttempts = 12;

/** An error that a person can act on; its message never holds a secret. */
export class SetupError extends Error {}

/**
 * Opens Microsoft Graph at an address.
 *
 * @param secrets values that no message may hold
 * @param pauseMs pause before a retry, if Graph gives none
 */
export function openGraph({ address, token, secrets, pauseMs }) {
  const hidden = (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);

  async function call(method, path, body) {
    try {
      const response = await fetch(`${address}/v1.0${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(60_000),
      });
      return { response, text: await response.text() };
    } catch (error) {
      throw new SetupError(
        `${method} ${path} had no answer from ${address}: ${hidden(String(error.cause?.message ?? error.message))}. Run it again: it goes on from here.`,
      );
    }
  }

  /**
   * @param options.fresh whether the object was created a moment ago: Graph may not know it everywhere yet
   * @param options.makes whether the call creates something. After a 503 it may have succeeded, so it is not
   * repeated: only a new run checks whether the object exists
   * @returns the body of the answer; undefined if it has none
   */
  return async function graph(method, path, body, { fresh = false, makes = false } = {}) {
    for (let attempt = 1; ; attempt++) {
      const { response, text } = await call(method, path, body);
      if (response.ok) return text === '' ? undefined : JSON.parse(text);
      const again =
        response.status === 429 || (response.status === 503 && !makes) || (fresh && response.status === 404);
      if (!again || attempt === maxAttempts) {
        const goOn = response.status === 503 ? ' Run it again: it goes on from here.' : '';
        throw new SetupError(
          `${method} ${path} was refused (${response.status}): ${hidden(reason(text))}${goOn}`,
        );
      }
      await sleep(Number(response.headers.get('retry-after')) * 1_000 || pauseMs);
    }
  };
}

/** Graph's explanation of an error. */
function reason(text) {
  try {
    const { error } = JSON.parse(text);
    return [error.code, error.message].filter(Boolean).join(': ');
  } catch {
    return text === '' ? 'it does not say why.' : text.slice(0, 200);
  }
}

/** GRAPH_TOKEN, or the token of the user who is signed in to the Azure CLI. */
export function findToken(address) {
  const given = process.env.GRAPH_TOKEN?.trim();
  if (given) return given;
  const words = [
    'account',
    'get-access-token',
    '--resource',
    address,
    '--query',
    'accessToken',
    '--output',
    'tsv',
  ];
  try {
    return execFileSync('az', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    throw new SetupError(
      'There is no token for Microsoft Graph: sign in with "az login", or put one into GRAPH_TOKEN. It needs the permissions ' +
        'Application.ReadWrite.All and Synchronization.ReadWrite.All.',
    );
  }
}
