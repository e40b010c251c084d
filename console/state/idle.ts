import { signal } from '@preact/signals';
import { me, signOut } from './session.ts';

/** Time without a key or a pointer after which the session ends. */
const idleMs = 15 * 60_000;
/** How long before that the page says so. */
const noticeMs = 60_000;

/** Whether the session ends within a minute. */
export const endsSoon = signal(false);

let lastActive = Date.now();

/** Follows what the person does, and ends a session that nobody uses. Polling does not count. */
export function watchIdleness(): void {
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
    addEventListener(event, noteActivity, { passive: true, capture: true });
  setInterval(look, 1_000);
  // A machine that slept runs no timers.
  document.addEventListener('visibilitychange', look);
  // A session begins with activity.
  me.subscribe(noteActivity);
}

function noteActivity(): void {
  // What wakes a machine that slept for an hour must not save the session.
  look();
  lastActive = Date.now();
  endsSoon.value = false;
}

function look(): void {
  const idle = Date.now() - lastActive;
  endsSoon.value = me.peek() !== undefined && idle >= idleMs - noticeMs;
  if (me.peek() === undefined || idle < idleMs) return;
  endsSoon.value = false;
  signOut('idle');
}
