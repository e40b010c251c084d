import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Action } from '../state/load.ts';
import { Button } from './Button.tsx';
import { focusFirstInvalid } from './Fields.tsx';
import { ProblemBox } from './ProblemBox.tsx';

interface FormProps {
  /** The fields. */
  readonly children: ComponentChildren;
  /** The text of the button that sends it. */
  readonly verb: string;
  /** The other buttons. */
  readonly beside?: ComponentChildren;
  readonly action: Action;
  readonly isValid: boolean;
  /** Called before each attempt: from now on the fields say what is wrong. */
  readonly onAsk?: () => void;
  readonly act: () => Promise<void>;
  /** Reads again what somebody else has changed meanwhile; undefined if that can't be. */
  readonly reload?: () => void;
  /** Whether it is a sheet of its own, and not in a dialog. */
  readonly sheet?: boolean;
}

/** A form: it sends what is valid, or else moves the focus to the first field that is not; and it says why it failed. */
export function Form(props: FormProps) {
  const { children, verb, beside, action, isValid, onAsk, act, reload, sheet } = props;
  const form = useRef<HTMLFormElement>(null);
  const { problem } = action;
  const submit = () => {
    onAsk?.();
    if (isValid) void action.run(act);
    else if (form.current !== null) focusFirstInvalid(form.current);
  };
  return (
    <form
      ref={form}
      class={sheet === true ? 'sheet' : undefined}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {children}
      {problem === undefined ? null : (
        <ProblemBox
          problem={problem}
          {...(problem.status === 412 && reload !== undefined ? { retry: reload } : {})}
        />
      )}
      <div class="buttons">
        <Button submit kind="primary" busy={action.busy}>
          {verb}
        </Button>
        {beside}
      </div>
    </form>
  );
}
