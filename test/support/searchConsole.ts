import { format } from 'node:util';
import { afterAll } from 'vitest';
import { forgetSecrets, searchForSecrets } from './secretSearch.ts';

// Runs before each file. Files share a process, and what is a pin in one may be a text like any other in the next.
forgetSecrets();

// Services run in this process, and libraries print what they complain of. Who prints must not fail, so the file does.
const { error, warn } = console;
const leaks: unknown[] = [];

function searched(print: (...words: unknown[]) => void) {
  return (...words: unknown[]): void => {
    try {
      searchForSecrets('log', 'of the console', format(...words));
    } catch (leak) {
      leaks.push(leak);
    }
    print(...words);
  };
}

console.error = searched(error);
console.warn = searched(warn);
afterAll(() => {
  Object.assign(console, { error, warn });
  if (leaks.length > 0) throw leaks[0];
});
