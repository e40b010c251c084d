import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { objectIn, type JsonObject } from '../../shared/scim/json.ts';

/** What was answered. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Whether it has no body at all. */
  readonly empty: boolean;
  /** Undefined where it is no JSON object. */
  readonly body: JsonObject | undefined;
  readonly milliseconds: number;
}

/** Beyond it an answer is cut: whoever asks a stranger must not be filled up by it. */
const maxBodyBytes = 4 * 1024 * 1024;

/** Longer than this, in milliseconds, nobody waits for an answer. */
const requestTimeoutMs = 15_000;

/** One GET. Redirections are not followed: Entra does not follow them either, and the token is for one host. */
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

/** Nothing asks for it, and some proxies compress all the same, as they may (RFC 9110 §12.5.3). */
function decoded(answer: IncomingMessage): Readable {
  const decoder = decoders[answer.headers['content-encoding']?.trim().toLowerCase() ?? '']?.();
  // What is cut or damaged on the way is thrown to who reads.
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
