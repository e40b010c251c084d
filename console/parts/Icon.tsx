/** Strokes on a field of 16 by 16. */
const strokes = {
  add: 'M8 3v10M3 8h10',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.5M13 2v3h-3',
  download: 'M8 2v8M5 7l3 3 3-3M3 13h10',
  copy: 'M6 6h7v7H6zM10 6V3H3v7h3',
  warning: 'M8 2 15 14H1zM8 6.5v3.5M8 12v.5',
  error: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5.5 5.5l5 5M10.5 5.5l-5 5',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 7v4.5M8 4.5V5',
  done: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5 8l2.2 2.2L11 6',
  off: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M5 8h6',
  overview: 'M2 13h12M4 13V8M8 13V4M12 13V6',
  tenants: 'M2 14V3h7v11M9 7h5v7M4.5 6h2M4.5 9h2M11 10h1',
  deployment: 'M3 3h10v4H3zM3 9h10v4H3zM5 5h.5M5 11h.5',
  signOut: 'M6 3H3v10h3M7 8h7M11 5l3 3-3 3',
  delete: 'M3 4.5h10M6 4.5V3h4v1.5M4.5 4.5l.6 9h5.8l.6-9',
  person: 'M8 8a2.8 2.8 0 1 0 0-5.6A2.8 2.8 0 0 0 8 8M2.8 14c.4-3 2.4-4.3 5.2-4.3s4.8 1.3 5.2 4.3',
} as const;

export type IconName = keyof typeof strokes;

/** A picture beside a text that says the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={strokes[name]} />
    </svg>
  );
}
