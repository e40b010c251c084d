import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { texts } from '../texts.ts';

interface PageProps {
  readonly title: string;
  /** Where the screen is: links to what is above it. */
  readonly above?: readonly (readonly [address: string, label: string])[];
  readonly beside?: ComponentChildren;
  readonly commands?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A screen: its heading gets the focus when a person comes to it, so that a screen reader says where they are. */
export function Page({ title, above = [], beside, commands, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Not while a dialog is open.
    if (document.querySelector('dialog[open]') === null) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    document.title = `${title} · ${texts.product}`;
  }, [title]);
  return (
    <>
      {above.length === 0 ? null : (
        <nav class="above" aria-label={texts.frame.above}>
          {above.map(([address, label]) => (
            <a key={address} href={address}>
              {label}
            </a>
          ))}
        </nav>
      )}
      <div class="title">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {beside}
      </div>
      {commands === undefined ? null : <div class="commands">{commands}</div>}
      {children}
    </>
  );
}
