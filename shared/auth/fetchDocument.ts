/** Entra, or a server in its place, sent an invalid document. */
export class UnusableDocument extends Error {
  override readonly name = 'UnusableDocument';
}

export interface DocumentLimits {
  /** Ends the fetch. */
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** Media type. */
  readonly accept: string;
}

/**
 * Fetches a document of Entra's, which is never behind a redirect.
 *
 * @throws if the server does not answer in time with 200 and at most so many bytes.
 */
export async function fetchDocument(
  url: string,
  { signal, maxBytes, accept }: DocumentLimits,
): Promise<string> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept } });
  const body: ReadableStream<Uint8Array> | null = response.body;
  if (response.status !== 200 || body === null) {
    await body?.cancel();
    // The log has the code alone.
    const code = `HTTP_${response.status}`;
    throw Object.assign(new UnusableDocument(`The answer is ${response.status}.`), { code });
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw new UnusableDocument('The document is too large.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
