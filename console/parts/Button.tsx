import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: () => void;
  readonly kind?: 'primary' | 'danger' | 'quiet';
  readonly icon?: IconName;
  readonly submit?: boolean;
  readonly disabled?: boolean;
  /** Whether what it does is under way: it stays in the tab order, and does nothing. */
  readonly busy?: boolean;
  /** What a screen reader says, if the text alone does not say what it is about. */
  readonly label?: string;
}

export function Button({ children, onClick, kind, icon, submit, disabled, busy, label }: ButtonProps) {
  return (
    <button
      type={submit === true ? 'submit' : 'button'}
      class={kind ?? 'plain'}
      disabled={disabled === true}
      aria-disabled={busy === true}
      aria-busy={busy === true}
      aria-label={label}
      onClick={(event) => {
        if (busy === true) event.preventDefault();
        else onClick?.();
      }}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
