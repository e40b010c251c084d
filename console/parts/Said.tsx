import { said } from '../state/said.ts';

/** Messages about what was just done. A modal dialog has its own: screen readers hear nothing from behind it. */
export function Said() {
  return (
    <div class="said" role="status" aria-live="polite">
      {said.value === '' ? null : <p>{said.value}</p>}
    </div>
  );
}
