import { useEffect, useState } from 'preact/hooks';
import type { EntraSettings } from '../api/entra.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemBox } from '../parts/ProblemBox.tsx';
import { useAction } from '../state/load.ts';
import { entraAnswer, finishSignIn, signInByEntra } from '../state/session.ts';
import { texts } from '../texts.ts';

const words = texts.signIn;

/** Sends the person to Entra, and finishes the sign-in of a person who comes back from there. */
export function EntraSignIn({ settings }: { readonly settings: EntraSettings }) {
  const action = useAction();
  const [finishing] = useState(entraAnswer.peek() !== undefined);
  useEffect(() => {
    void action.run(() => finishSignIn(settings));
  }, []);
  if (finishing && action.problem === undefined)
    return (
      <p class="loading" role="status">
        {words.finishing}
      </p>
    );
  return (
    <>
      <p>{words.entraIntroduction}</p>
      {action.problem === undefined ? null : <ProblemBox problem={action.problem} />}
      <div class="buttons">
        <Button
          kind="primary"
          busy={action.busy}
          onClick={() => void action.run(() => signInByEntra(settings, finishing))}
        >
          {words.entra}
        </Button>
      </div>
    </>
  );
}
