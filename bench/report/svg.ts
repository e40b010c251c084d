/** A value's place on an axis, in the units of the drawing. */
export type Scale = (value: number) => number;

export interface Axis {
  readonly place: Scale;
  readonly ticks: readonly number[];
}

/** An axis from 0 to a round number above `highest`. */
export function linearAxis(highest: number, from: number, to: number): Axis {
  const step = roundStep(highest / 4);
  const end = Math.max(step, Math.ceil(highest / step) * step);
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step);
  return { place: (value) => from + (Math.min(value, end) / end) * (to - from), ticks };
}

/** An axis over whole decades; nothing on it is 0. */
export function decadeAxis(values: readonly number[], from: number, to: number): Axis {
  const first = Math.floor(Math.log10(Math.min(...values)));
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values))));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  return { place: (value) => from + ((Math.log10(value) - first) / (last - first)) * (to - from), ticks };
}

/** 1, 2 or 5 times a power of ten. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 0.001)));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}

/** An element; text within it is given as it stands. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content = '',
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${shortened(value)}"`);
  return `<${name}${written.join('')}>${content}</${name}>`;
}

export function drawing(width: number, height: number, label: string, parts: readonly string[]): string {
  const attributes = { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label };
  return element('svg', attributes, parts.join(''));
}

export function text(x: number, y: number, style: string, content: string): string {
  return element('text', { x, y, class: style }, escaped(content));
}

export function line(x1: number, y1: number, x2: number, y2: number, style: string): string {
  return element('line', { x1, y1, x2, y2, class: style });
}

/** A point that says its value when it is pointed at. */
export function dot(x: number, y: number, style: string, title: string): string {
  return element('circle', { cx: x, cy: y, r: 4, class: style }, element('title', {}, escaped(title)));
}

export function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function shortened(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 10) / 10) : escaped(value);
}
