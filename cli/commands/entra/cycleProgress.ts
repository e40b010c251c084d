import type { Progress as CycleProgress } from '../../entra/engine/job.ts';
import type { Progress } from '../../progress.ts';
import { timeLeft } from './timeLeft.ts';

/** Shows how far a phase is, its rate and the time left. @param now the time, in milliseconds. */
export function shownBy(
  progress: Progress,
  now = (): number => performance.now(),
): (cycle: CycleProgress) => void {
  let phase = '';
  let began = 0;
  return ({ phase: name, done, total }) => {
    if (name !== phase) [phase, began] = [name, now()];
    if (total === 0) return;
    const elapsed = now() - began;
    const rate = elapsed < 1000 ? '' : ` · ${((done / elapsed) * 1000).toFixed(1)} a second`;
    const left = timeLeft(done, total, elapsed);
    const text = `${name}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}${rate}${left === '' ? '' : ` · ${left} left`}`;
    progress.show(text, { done, of: total });
  };
}
