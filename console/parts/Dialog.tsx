import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Said } from './Said.tsx';

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Called for Esc, and not at all if the dialog is sealed. */
  readonly onClose: () => void;
  /** Whether only its own buttons close it. */
  readonly sealed?: boolean;
  /** What Esc does if the dialog is sealed. */
  readonly onRefusal?: () => void;
  /** Whether a person reads it first: the focus begins at the heading, and not at the first control. */
  readonly isRead?: boolean;
}

/** What had the focus before the dialog; of a dialog that follows another one, before the first. */
let opener: HTMLElement | undefined;

/** A modal dialog: it keeps the focus in it, and gives it back afterwards. */
export function Dialog(props: DialogProps) {
  const { title, children, onClose, sealed = false, onRefusal, isRead = false } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    const { activeElement, body } = document;
    if (activeElement instanceof HTMLElement && activeElement !== body) opener = activeElement;
    element?.showModal();
    return () => {
      element?.close();
      // The browser gives no focus back if the dialog has left the page already.
      requestAnimationFrame(() => {
        if (document.activeElement !== body) return;
        // What opened it may be gone: a button of a row that was deleted.
        if (opener?.isConnected === true) opener.focus();
        else document.querySelector<HTMLElement>('h1')?.focus();
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
        if (!sealed || event.key !== 'Escape') return;
        event.preventDefault();
        onRefusal?.();
      }}
      onCancel={(event) => {
        event.preventDefault();
        if (!sealed) onClose();
      }}
    >
      <h2 id={heading} {...(isRead ? { tabIndex: -1, autofocus: true } : {})}>
        {title}
      </h2>
      {children}
      <Said />
    </dialog>
  );
}
