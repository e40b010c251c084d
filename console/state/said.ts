import { signal } from '@preact/signals';

/** What the page says about what was just done; read out by screen readers. */
export const said = signal<string>('');

let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a message for some seconds. */
export function say(message: string): void {
  clearTimeout(timer);
  // The same message once more is a change, too.
  said.value = '';
  queueMicrotask(() => (said.value = message));
  timer = setTimeout(clearSaid, 8_000);
}

export function clearSaid(): void {
  clearTimeout(timer);
  said.value = '';
}
