import { useLocation } from 'preact-iso/router';
import { useRef, useState } from 'preact/hooks';
import { addProvider } from '../api/enabling.ts';
import { proposedName } from '../format/tenantName.ts';
import { SelectField, TextField } from '../parts/Fields.tsx';
import { Form } from '../parts/Form.tsx';
import { Page } from '../parts/Page.tsx';
import { tenantAddress, tenantsAddress } from '../state/addresses.ts';
import { useAction } from '../state/load.ts';
import { say } from '../state/said.ts';
import { texts } from '../texts.ts';
import { changeOf, errorsOf, formOf } from './settingsForm.ts';
import { SettingsFields } from './SettingsFields.tsx';
import { useNameCheck } from './useNameCheck.ts';

const words = texts.add;

/** Adds an identity provider, and with it a tenant. Provisioning stays off. */
export function AddProvider() {
  return (
    <Page title={words.title} above={[[tenantsAddress, texts.tenants.title]]}>
      <p>{words.introduction}</p>
      <ProviderForm />
    </Page>
  );
}

function ProviderForm() {
  const { route } = useLocation();
  const advanced = useRef<HTMLDetailsElement>(null);
  const [displayName, setDisplayName] = useState('');
  const [ownName, setOwnName] = useState<string | undefined>(undefined);
  const [settings, setSettings] = useState(formOf());
  const [asked, setAsked] = useState(false);
  const action = useAction();
  const name = ownName ?? proposedName(displayName);
  const check = useNameCheck(name);
  const errors = errorsOf(settings);
  const displayNameError = displayName.trim() === '' ? words.displayNameMissing : undefined;
  const nameError = name === '' ? words.name.missing : check.error;

  const save = async () => {
    const change = changeOf(settings);
    await addProvider({
      ...{ name, displayName: displayName.trim() },
      ...(change === undefined ? {} : { settings: change }),
    });
    say(words.saved(displayName.trim()));
    route(tenantAddress(name, 'provisioning'));
  };
  const wrongSettings = Object.keys(errors).length > 0;
  const ask = () => {
    setAsked(true);
    if (wrongSettings) advanced.current?.setAttribute('open', '');
  };
  return (
    <Form
      sheet
      verb={words.save}
      beside={
        <a class="button" href={tenantsAddress}>
          {texts.cancel}
        </a>
      }
      action={action}
      isValid={displayNameError === undefined && nameError === undefined && !wrongSettings}
      onAsk={ask}
      act={save}
    >
      <TextField
        label={words.displayName}
        hint={words.displayNameHint}
        required
        maxLength={128}
        value={displayName}
        onChange={setDisplayName}
        error={asked ? displayNameError : undefined}
      />
      <TextField
        label={words.name.label}
        hint={words.name.hint(name)}
        required
        maxLength={63}
        value={name}
        onChange={setOwnName}
        error={asked || name !== '' ? nameError : undefined}
        note={check.note}
      />
      <SelectField
        label={words.providerType}
        value="WS-Federation"
        onChange={() => undefined}
        options={[['WS-Federation', 'WS-Federation']]}
      />
      <SelectField
        label={words.wsFederationType}
        value="Entra ID"
        onChange={() => undefined}
        options={[['Entra ID', 'Microsoft Entra ID']]}
      />
      <details ref={advanced}>
        <summary>{words.advanced}</summary>
        <SettingsFields form={settings} errors={asked ? errors : {}} onChange={setSettings} />
      </details>
    </Form>
  );
}
