import { useRef, useState } from 'preact/hooks';
import { api, bodyOf, type Schemas } from '../../api/client.ts';
import type { Tenant } from '../../api/tenants.ts';
import { Button } from '../../parts/Button.tsx';
import { Dialog } from '../../parts/Dialog.tsx';
import { SelectField, TextField } from '../../parts/Fields.tsx';
import { Form } from '../../parts/Form.tsx';
import { useAction } from '../../state/load.ts';
import { shownOnce, type ShownOnce } from '../../state/secrets.ts';
import { texts } from '../../texts.ts';
import { FederationFields } from './FederationFields.tsx';
import { emptyFederation, federationErrors, federationOf } from './federation.ts';
import { LifetimeField } from '../../parts/LifetimeField.tsx';
import { clientShown, federationShown, ownTokenShown, tokenShown } from './shownCredentials.ts';

/** What is to be made. A rotation is one more secret token; the one that was used last stays. */
export type Adding =
  | { readonly kind: 'token' | 'rotation' | 'client' | 'federated' }
  | { readonly kind: 'secret'; readonly clientId: string };

type Scope = Schemas['Scope'];
const scopes: readonly Scope[] = ['provisioning', 'read-only', 'management'];

const words = texts.credentials;

interface AddCredentialProps {
  readonly tenant: Tenant;
  readonly adding: Adding;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Makes a credential, and shows it once. */
export function AddCredential({ tenant, adding, onDone, onClose }: AddCredentialProps) {
  const key = useRef(crypto.randomUUID());
  const [label, setLabel] = useState<string>(texts.enable.labelValue);
  const [scope, setScope] = useState<Scope>('provisioning');
  const [lifetime, setLifetime] = useState('');
  const [federation, setFederation] = useState(emptyFederation);
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const { kind } = adding;
  const errors = kind === 'federated' ? federationErrors(federation) : {};

  const add = async () => {
    const made = await make(tenant, adding, {
      key: key.current,
      label: label.trim(),
      ...{ scope, lifetime, federation: federationOf(federation) },
    });
    // First this dialog gives its focus back, then the other one takes it.
    onClose();
    onDone();
    shownOnce.value = made;
  };
  return (
    <Dialog title={words.adding[kind]} onClose={onClose}>
      <Form
        verb={words.make}
        beside={<Button onClick={onClose}>{texts.cancel}</Button>}
        action={action}
        isValid={Object.keys(errors).length === 0}
        onAsk={() => setAsked(true)}
        act={add}
      >
        {kind === 'rotation' ? <p>{words.rotationAdvice}</p> : null}
        {kind === 'federated' ? (
          <FederationFields fields={federation} errors={asked ? errors : {}} onChange={setFederation} />
        ) : null}
        <TextField
          label={texts.enable.label}
          hint={texts.enable.labelHint}
          maxLength={64}
          value={label}
          onChange={setLabel}
        />
        {kind === 'token' ? (
          <SelectField
            label={words.scope}
            value={scope}
            onChange={(value) => setScope(scopes.find((each) => each === value) ?? 'provisioning')}
            options={scopes.map((each) => [each, words.scopes[each]] as const)}
          />
        ) : null}
        {kind === 'federated' ? null : (
          <LifetimeField
            kind={kind === 'token' || kind === 'rotation' ? 'token' : 'client'}
            value={lifetime}
            onChange={setLifetime}
          />
        )}
      </Form>
    </Dialog>
  );
}

interface Wish {
  readonly key: string;
  readonly label: string;
  readonly scope: Scope;
  readonly lifetime: string;
  readonly federation: ReturnType<typeof federationOf>;
}

async function make(tenant: Tenant, adding: Adding, wish: Wish): Promise<ShownOnce> {
  const path = { tenant: tenant.name };
  const header = { 'Idempotency-Key': wish.key };
  const label = wish.label === '' ? {} : { label: wish.label };
  const days = wish.lifetime === '' ? {} : { days: Number(wish.lifetime) };
  switch (adding.kind) {
    case 'token':
    case 'rotation': {
      const expires = wish.lifetime === '' ? {} : { expires: wish.lifetime };
      const replace = adding.kind === 'rotation' ? { replace: 'oldest' as const } : {};
      const body = { ...label, scope: wish.scope, ...expires, ...replace };
      const added = await bodyOf(
        api.POST('/manage/tenants/{tenant}/tokens', { params: { path, header }, body }),
      );
      return wish.scope === 'provisioning'
        ? tokenShown(tenant, added.secretToken)
        : ownTokenShown(tenant, added.secretToken);
    }
    case 'client': {
      const body = { ...label, ...days };
      const added = await bodyOf(
        api.POST('/manage/tenants/{tenant}/clients', { params: { path, header }, body }),
      );
      return clientShown(tenant, added.client.id, added.clientSecret);
    }
    case 'secret': {
      const id = adding.clientId;
      const added = await bodyOf(
        api.POST('/manage/tenants/{tenant}/clients/{id}/secrets', {
          params: { path: { ...path, id }, header },
          body: { ...label, ...days },
        }),
      );
      return clientShown(tenant, id, added.clientSecret);
    }
    case 'federated': {
      const body = { ...label, ...wish.federation };
      const added = await bodyOf(
        api.POST('/manage/tenants/{tenant}/federatedCredentials', { params: { path }, body }),
      );
      return federationShown(tenant, added);
    }
  }
}
