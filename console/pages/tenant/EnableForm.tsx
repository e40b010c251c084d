import { useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../api/client.ts';
import { enableProvisioning } from '../../api/enabling.ts';
import { Button } from '../../parts/Button.tsx';
import { Choice, focusFirstInvalid, TextField } from '../../parts/Fields.tsx';
import { ProblemBox } from '../../parts/ProblemBox.tsx';
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
  const form = useRef<HTMLFormElement>(null);
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
    const enabled = await enableProvisioning(of, body, key.current);
    const shown = shownBy(enabled);
    onClose();
    loaded.put({ tenant: enabled.tenant, etag: undefined });
    if (shown === undefined) say(words.hadCredential);
    else shownOnce.value = shown;
  };
  const submit = () => {
    setAsked(true);
    if (Object.keys(errors).length === 0) void action.run(enable);
    else if (form.current !== null) focusFirstInvalid(form.current);
  };
  return (
    <form
      ref={form}
      class="sheet"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
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
      {action.problem === undefined ? null : (
        <ProblemBox
          problem={action.problem}
          {...(action.problem.status === 412 ? { retry: loaded.reload } : {})}
        />
      )}
      <div class="buttons">
        <Button submit kind="primary" busy={action.busy}>
          {texts.provisioning.enable}
        </Button>
        <Button onClick={onClose}>{texts.cancel}</Button>
      </div>
    </form>
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
