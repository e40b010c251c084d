import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../state/load.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { TextField } from './Fields.tsx';
import { ProblemBox } from './ProblemBox.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** The text of the button that does it. */
  readonly verb: string;
  /** What the person types, so that nobody does it by mistake; undefined if a click is enough. */
  readonly typed?: string | undefined;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that can't be undone. It closes after it is done. */
export function Confirm({ title, children, verb, typed, act, onClose }: ConfirmProps) {
  const [text, setText] = useState('');
  const [missing, setMissing] = useState(false);
  const action = useAction();
  const submit = async () => {
    setMissing(typed !== undefined && text !== typed);
    if (typed !== undefined && text !== typed) return;
    if (await action.run(act)) onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {children}
        {typed === undefined ? null : (
          <TextField
            label={texts.confirm.type(typed)}
            value={text}
            onChange={setText}
            error={missing && text !== typed ? texts.confirm.mismatch(typed) : undefined}
          />
        )}
        {action.problem === undefined ? null : <ProblemBox problem={action.problem} />}
        <div class="buttons">
          <Button submit kind="danger" busy={action.busy}>
            {verb}
          </Button>
          <Button onClick={onClose}>{texts.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
