import { useLocation } from 'preact-iso/router';
import { useState } from 'preact/hooks';
import { say } from '../state/said.ts';
import { Button } from './Button.tsx';
import { Confirm } from './Confirm.tsx';

interface DeleteButtonProps {
  /** Of what is deleted. */
  readonly name: string;
  readonly words: DeleteWords;
  readonly remove: () => Promise<unknown>;
  /** Where the person is afterwards. */
  readonly back: string;
  /** Reads it again, after the person did not delete it: somebody else may have changed it. */
  readonly reload: () => void;
}

interface DeleteWords {
  readonly delete: string;
  readonly deleteTitle: (name: string) => string;
  readonly deleteAdvice: string;
  readonly deleted: (name: string) => string;
}

/** Deletes a user or a group, after it has asked. */
export function DeleteButton({ name, words, remove, back, reload }: DeleteButtonProps) {
  const { route } = useLocation();
  const [asking, setAsking] = useState(false);
  const act = async () => {
    await remove();
    say(words.deleted(name));
    route(back);
  };
  return (
    <>
      <p>
        <Button kind="danger" icon="delete" onClick={() => setAsking(true)}>
          {words.delete}
        </Button>
      </p>
      {asking ? (
        <Confirm
          title={words.deleteTitle(name)}
          verb={words.delete}
          act={act}
          onClose={() => {
            setAsking(false);
            reload();
          }}
        >
          <p>{words.deleteAdvice}</p>
        </Confirm>
      ) : null}
    </>
  );
}
