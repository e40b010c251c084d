import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Reply } from '../../shared/check/finding.ts';
import { objectIn } from '../../shared/scim/json.ts';

/** Bytes of a body that are read at most: the server is not trusted. */
const maxBodyBytes = 4 * 1024 * 1024;

/** Timeout of one request. */
const requestTimeoutMs = 15_000;

/** Sends one GET. Does not follow redirections: Entra does not either, and the token is meant for one host. */
export async function ask(url: string, token?: string): Promise<Reply> {
  const started = performance.now();
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  const headers = {
    accept: 'application/scim+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    send(url, { headers, signal: AbortSignal.timeout(requestTimeoutMs) }, resolve)
      .on('error', reject)
      .end();
  });
  const text = await textOf(decoded(answer));
  const { statusCode = 0, headers: answered } = answer;
  return {
    status: statusCode,
    headers: answered,
    empty: text === '',
    body: objectIn(text),
    milliseconds: performance.now() - started,
  };
}

/** Some proxies compress although the request does not ask for it, as they may (RFC 9110 §12.5.3). */
function decoded(answer: IncomingMessage): Readable {
  const decoder = decoders[answer.headers['content-encoding']?.trim().toLowerCase() ?? '']?.();
  // The reader gets the error if the body is cut or damaged.
  return decoder === undefined ? answer : pipeline(answer, decoder, () => undefined);
}

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

async function textOf(answer: Readable): Promise<string> {
  let text = '';
  answer.setEncoding('utf8');
  for await (const piece of answer) {
    text += String(piece);
    if (text.length > maxBodyBytes) {
      answer.destroy();
      break;
    }
  }
  return text;
}
