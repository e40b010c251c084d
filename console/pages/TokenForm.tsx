import { useRef, useState } from 'preact/hooks';
import { Button } from '../parts/Button.tsx';
import { focusFirstInvalid, TextField } from '../parts/Fields.tsx';
import { ProblemBox } from '../parts/ProblemBox.tsx';
import { useAction } from '../state/load.ts';
import { signIn } from '../state/session.ts';
import { texts } from '../texts.ts';

const words = texts.signIn;

/** Signs in with a management token, or with a credential of one tenant. */
export function TokenForm() {
  const form = useRef<HTMLFormElement>(null);
  const [token, setToken] = useState('');
  const [tenant, setTenant] = useState('');
  const [missing, setMissing] = useState(false);
  const action = useAction();
  const submit = () => {
    setMissing(token.trim() === '');
    if (token.trim() === '') {
      if (form.current !== null) focusFirstInvalid(form.current);
      return;
    }
    void action.run(() => signIn(token.trim(), tenant.trim() === '' ? undefined : tenant.trim()));
  };
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p>{words.introduction}</p>
      <TextField
        label={words.token}
        hint={words.tokenHint}
        secret
        required
        value={token}
        onChange={setToken}
        error={missing && token.trim() === '' ? words.tokenMissing : undefined}
      />
      <details>
        <summary>{words.ownTenant}</summary>
        <TextField label={words.tenant} hint={words.tenantHint} value={tenant} onChange={setTenant} />
      </details>
      {action.problem === undefined ? null : <ProblemBox problem={action.problem} />}
      <div class="buttons">
        <Button submit kind="primary" busy={action.busy}>
          {words.submit}
        </Button>
      </div>
      <p class="fine">{words.kept}</p>
    </form>
  );
}
