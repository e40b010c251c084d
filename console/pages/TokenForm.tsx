import { useState } from 'preact/hooks';
import { TextField } from '../parts/Fields.tsx';
import { Form } from '../parts/Form.tsx';
import { useAction } from '../state/load.ts';
import { signIn } from '../state/session.ts';
import { texts } from '../texts.ts';

const words = texts.signIn;

/** Signs in with a management token, or with a credential of one tenant. */
export function TokenForm() {
  const [token, setToken] = useState('');
  const [tenant, setTenant] = useState('');
  const [missing, setMissing] = useState(false);
  const action = useAction();
  const signInHere = () => signIn(token.trim(), tenant.trim() === '' ? undefined : tenant.trim());
  return (
    <Form
      verb={words.submit}
      action={action}
      isValid={token.trim() !== ''}
      onAsk={() => setMissing(token.trim() === '')}
      act={signInHere}
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
      <p class="fine">{words.kept}</p>
    </Form>
  );
}
