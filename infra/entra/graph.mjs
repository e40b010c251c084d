// Calls of Microsoft Graph: learn.microsoft.com/graph/api/resources/synchronization-overview.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

const maxAttempts = 12;

/** Something that a person can act on; its message never holds a secret. */
export class SetupError extends Error {}

/**
 * Opens Graph at an address.
 *
 * @param secrets values that no message may hold
 * @param pauseMs how long is waited before a call is repeated, if Graph does not say
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
   * @param options.fresh whether what is asked about was made a moment ago: Graph may not know it everywhere yet
   * @param options.makes whether it makes something, which a 503 may hide: a repetition would make a second one, and only
   *   a new run looks first whether it is there
   * @returns the answer's body, or undefined if it has none
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

/** What Graph says is wrong, in its words. */
function reason(text) {
  try {
    const { error } = JSON.parse(text);
    return [error.code, error.message].filter(Boolean).join(': ');
  } catch {
    return text === '' ? 'it does not say why.' : text.slice(0, 200);
  }
}

/** GRAPH_TOKEN, or what the Azure CLI has for whoever is signed in. */
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
