import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Called for Esc, and not at all if the dialog is sealed. */
  readonly onClose: () => void;
  /** Whether only its own buttons close it. */
  readonly sealed?: boolean;
}

/** A modal dialog: the browser keeps the focus in it, and gives it back afterwards. */
export function Dialog({ title, children, onClose, sealed = false }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      // Before it leaves the page: a dialog that is only removed gives no focus back.
      element?.close();
      // Who opened it may be gone: a button of a row that was deleted.
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) document.querySelector<HTMLElement>('h1')?.focus();
      });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      // With "none" Chromium does not close it at a second Esc, which onCancel can't prevent.
      {...(sealed ? { closedby: 'none' } : {})}
      onKeyDown={(event) => {
        if (sealed && event.key === 'Escape') event.preventDefault();
      }}
      onCancel={(event) => {
        event.preventDefault();
        if (!sealed) onClose();
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  );
}
