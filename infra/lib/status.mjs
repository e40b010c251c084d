// Prints the status with which a URL answers, or why it does not: `node status.mjs <url>`
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
