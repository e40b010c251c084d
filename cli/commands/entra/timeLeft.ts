/** Estimates how long the rest of an operation takes: `1:05`. Empty while it is too early to say. */
export function timeLeft(done: number, total: number, elapsedMs: number): string {
  if (done === 0 || total === 0 || elapsedMs < 1000) return '';
  const seconds = Math.round(((elapsedMs / done) * (total - done)) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
