import { expect, test } from 'vitest';
import { shownBy } from './cycleProgress.ts';

test('a phase shows its counts at once, and its rate and the time left after a second', () => {
  let now = 0;
  const texts: string[] = [];
  const show = shownBy({ show: (text) => texts.push(text) }, () => now);
  for (const [at, phase, done, total] of [
    [0, 'Users', 0, 12_000],
    [500, 'Users', 10, 12_000],
    [2_000, 'Users', 50, 12_000],
    [100_000, 'Groups', 0, 200],
    [104_000, 'Groups', 100, 200],
    [110_000, 'References', 0, 0],
  ] as const) {
    now = at;
    show({ phase, done, total });
  }
  expect(texts).toEqual([
    'Users: 0 of 12,000',
    'Users: 10 of 12,000',
    'Users: 50 of 12,000 · 25.0 a second · 7:58 left',
    'Groups: 0 of 200',
    'Groups: 100 of 200 · 25.0 a second · 0:04 left',
  ]);
});
