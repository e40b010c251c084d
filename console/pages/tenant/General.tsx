import { useState } from 'preact/hooks';
import { api, ifMatch } from '../../api/client.ts';
import { versioned } from '../../api/tenants.ts';
import { momentOf } from '../../format/time.ts';
import { Button } from '../../parts/Button.tsx';
import { TextField } from '../../parts/Fields.tsx';
import { Form } from '../../parts/Form.tsx';
import { Facts } from '../../parts/Small.tsx';
import { useAction } from '../../state/load.ts';
import { say } from '../../state/said.ts';
import { may } from '../../state/session.ts';
import { texts } from '../../texts.ts';
import { changeOf, errorsOf, formOf } from '../settingsForm.ts';
import { SettingsFields } from '../SettingsFields.tsx';
import { EssentialFacts } from './EssentialFacts.tsx';
import type { TabProps } from './tab.ts';

const words = texts.general;

export function General(props: TabProps) {
  const { tenant } = props.of;
  return (
    <>
      <Facts
        of={[
          [words.name, <code key="name">{tenant.name}</code>],
          [words.providerType, tenant.providerType],
          [words.wsFederationType, `Microsoft ${tenant.wsFederationType}`],
          [words.created, momentOf(tenant.created)],
          [words.users, tenant.users.toLocaleString('en-GB')],
        ]}
      />
      {may('manageChangeTenant') ? (
        <GeneralForm key={JSON.stringify(tenant.settings) + tenant.displayName} {...props} />
      ) : (
        <EssentialFacts tenant={tenant} />
      )}
    </>
  );
}

function GeneralForm({ of: { tenant, etag }, loaded }: TabProps) {
  const [displayName, setDisplayName] = useState(tenant.displayName);
  const [settings, setSettings] = useState(formOf(tenant.settings));
  const action = useAction();
  const errors = errorsOf(settings);
  const displayNameError = displayName.trim() === '' ? texts.add.displayNameMissing : undefined;
  const change = changeOf(settings, tenant.settings);
  const unchanged = change === undefined && displayName.trim() === tenant.displayName;

  const save = async () => {
    if (unchanged) {
      say(words.unchanged);
      return;
    }
    const body = {
      ...(displayName.trim() === tenant.displayName ? {} : { displayName: displayName.trim() }),
      ...(change === undefined ? {} : { settings: change }),
    };
    const answer = await api.PATCH('/manage/tenants/{tenant}', {
      params: { path: { tenant: tenant.name } },
      headers: ifMatch(etag),
      body,
    });
    loaded.put(versioned(answer));
    say(words.saved);
  };
  const isValid = displayNameError === undefined && Object.keys(errors).length === 0;
  return (
    <Form
      sheet
      verb={words.save}
      beside={
        <Button
          onClick={() => {
            setDisplayName(tenant.displayName);
            setSettings(formOf(tenant.settings));
            action.forget();
          }}
        >
          {words.discard}
        </Button>
      }
      action={action}
      isValid={isValid}
      act={save}
      reload={loaded.reload}
    >
      <TextField
        label={texts.add.displayName}
        required
        maxLength={128}
        value={displayName}
        onChange={setDisplayName}
        error={displayNameError}
      />
      <h2>{words.settings}</h2>
      <SettingsFields form={settings} errors={errors} onChange={setSettings} />
    </Form>
  );
}
