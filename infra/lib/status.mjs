// Prints the HTTP status of a URL, or the error if there is no answer: `node status.mjs <url>`
/* global fetch, AbortSignal */
import process from 'node:process';

try {
  const { status } = await fetch(process.argv[2], {
    signal: AbortSignal.timeout(10_000),
    redirect: 'manual',
  });
  process.stdout.write(String(status));
} catch (error) {
  process.stdout.write(error.cause?.code ?? error.name);
}
