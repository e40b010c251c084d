import { useEffect, useState } from 'preact/hooks';
import { tenantNamePattern } from '../format/tenantName.ts';
import { Form } from '../parts/Form.tsx';
import { TextField } from '../parts/Fields.tsx';
import { tenantInAddress } from '../state/addresses.ts';
import { useAction } from '../state/load.ts';
import { cameFrom, finishTenantSignIn, signInByTenant } from '../state/session.ts';
import { texts } from '../texts.ts';

const words = texts.signIn;

/** Sends a tenant's administrator to the tenant's own directory, and finishes the sign-in of who comes back from there. */
export function TenantSignIn() {
  const [returned] = useState(cameFrom.peek());
  const [tenant, setTenant] = useState(returned ?? tenantInAddress(location.pathname) ?? '');
  const [asked, setAsked] = useState(false);
  const action = useAction();
  useEffect(() => {
    if (returned !== undefined) void action.run(finishTenantSignIn);
  }, []);
  const name = tenant.trim().toLowerCase();
  const isValid = tenantNamePattern.test(name);
  if (returned !== undefined && action.problem === undefined)
    return (
      <p class="loading" role="status">
        {words.finishing}
      </p>
    );
  return (
    <details open={returned !== undefined}>
      <summary>{words.withTenant}</summary>
      <Form
        verb={words.toDirectory}
        action={action}
        isValid={isValid}
        onAsk={() => setAsked(true)}
        act={() => {
          signInByTenant(name);
          return Promise.resolve();
        }}
      >
        <p>{words.tenantIntroduction}</p>
        <TextField
          label={words.yourTenant}
          hint={words.yourTenantHint}
          required
          value={tenant}
          onChange={setTenant}
          error={asked && !isValid ? words.yourTenantInvalid : undefined}
        />
      </Form>
    </details>
  );
}
