import { useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { enableProvisioning } from '../../api/enabling.ts';
import { Button } from '../../parts/Button.tsx';
import { Choice, TextField } from '../../parts/Fields.tsx';
import { Form } from '../../parts/Form.tsx';
import { useAction } from '../../state/load.ts';
import { say } from '../../state/said.ts';
import { shownOnce } from '../../state/secrets.ts';
import { texts } from '../../texts.ts';
import { FederationFields } from './FederationFields.tsx';
import { emptyFederation, federationErrors, federationOf } from './federation.ts';
import { LifetimeField } from '../../parts/LifetimeField.tsx';
import { clientShown, federationShown, tokenShown } from './shownCredentials.ts';
import type { TabProps } from './tab.ts';

type Method = NonNullable<Schemas['Enabling']['method']>;

const words = texts.enable;

interface EnableFormProps extends TabProps {
  readonly onClose: () => void;
}

/** Asks which credential Entra gets, turns provisioning on, and shows the credential once. */
export function EnableForm({ of, loaded, onClose }: EnableFormProps) {
  const { tenant } = of;
  // The same for a repetition, so that a lost answer leaves no second credential.
  const key = useRef(crypto.randomUUID());
  const issuesTokens = tenant.tokenEndpoint !== null;
  const [method, setMethod] = useState<Method>(issuesTokens ? 'clientCredentials' : 'secretToken');
  const [label, setLabel] = useState<string>(words.labelValue);
  const [lifetime, setLifetime] = useState('');
  const [federation, setFederation] = useState(emptyFederation);
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const errors = method === 'workloadIdentity' ? federationErrors(federation) : {};

  const enable = async () => {
    const body: Schemas['Enabling'] = {
      method,
      ...(label.trim() === '' ? {} : { label: label.trim() }),
      ...(method === 'secretToken' && lifetime !== '' ? { expires: lifetime } : {}),
      ...(method === 'clientCredentials' && lifetime !== '' ? { days: Number(lifetime) } : {}),
      ...(method === 'workloadIdentity' ? federationOf(federation) : {}),
    };
    const { enabled, etag } = await enableProvisioning(of, body, key.current);
    const shown = shownBy(enabled);
    onClose();
    loaded.put({ tenant: enabled.tenant, etag });
    if (shown === undefined) say(words.hadCredential);
    else shownOnce.value = shown;
  };
  return (
    <Form
      sheet
      verb={texts.provisioning.enable}
      beside={<Button onClick={onClose}>{texts.cancel}</Button>}
      action={action}
      isValid={Object.keys(errors).length === 0}
      onAsk={() => setAsked(true)}
      act={enable}
      reload={loaded.reload}
    >
      <Choice
        legend={words.method}
        value={method}
        onChange={(value) => {
          setMethod(methods.find((each) => each === value) ?? 'secretToken');
          setLifetime('');
        }}
        options={methods.map((value) => ({
          value,
          label: words.methods[value],
          hint: issuesTokens || value === 'secretToken' ? words.hints[value] : words.noSigningKeys,
          disabled: !issuesTokens && value !== 'secretToken',
        }))}
      />
      {method === 'workloadIdentity' ? (
        <FederationFields fields={federation} errors={asked ? errors : {}} onChange={setFederation} />
      ) : (
        <LifetimeField
          kind={method === 'secretToken' ? 'token' : 'client'}
          value={lifetime}
          onChange={setLifetime}
        />
      )}
      <TextField
        label={words.label}
        hint={words.labelHint}
        maxLength={64}
        value={label}
        onChange={setLabel}
      />
    </Form>
  );
}

/** The one that Microsoft proposes stands first. */
const methods: readonly Method[] = ['clientCredentials', 'workloadIdentity', 'secretToken'];

function shownBy({ tenant, secretToken, client, clientSecret, federatedCredential }: Schemas['Enabled']) {
  if (secretToken !== undefined) return tokenShown(tenant, secretToken);
  if (client !== undefined && clientSecret !== undefined) return clientShown(tenant, client.id, clientSecret);
  if (federatedCredential !== undefined) return federationShown(tenant, federatedCredential);
  return undefined;
}
