import { CheckField, Choice, LinesField, TextField } from '../../parts/Fields.tsx';
import { texts } from '../../texts.ts';
import { withMetadataUrl, type SingleSignOnErrors, type SingleSignOnForm } from './singleSignOnForm.ts';

interface SingleSignOnFieldsProps {
  readonly form: SingleSignOnForm;
  readonly errors: SingleSignOnErrors;
  readonly onChange: (form: SingleSignOnForm) => void;
}

const words = texts.singleSignOn;
const matches = ['externalId', 'userName'] as const;

export function SingleSignOnFields({ form, errors, onChange }: SingleSignOnFieldsProps) {
  const set = (change: Partial<SingleSignOnForm>) => onChange({ ...form, ...change });
  return (
    <>
      <CheckField
        label={words.enable}
        hint={words.enableHint}
        value={form.enabled}
        onChange={(enabled) => set({ enabled })}
      />
      <fieldset>
        <legend>{words.metadata}</legend>
        <TextField
          label={words.metadataUrl}
          hint={words.metadataUrlHint}
          required={form.enabled}
          maxLength={512}
          value={form.metadataUrl}
          onChange={(metadataUrl) => onChange(withMetadataUrl(form, metadataUrl))}
          error={errors.metadataUrl}
        />
        <TextField
          label={words.directoryId}
          hint={words.directoryIdHint}
          required={form.enabled}
          value={form.directoryId}
          onChange={(directoryId) => set({ directoryId })}
          error={errors.directoryId}
        />
      </fieldset>
      <Choice
        legend={words.match}
        value={form.match}
        onChange={(value) => set({ match: matches.find((match) => match === value) ?? 'externalId' })}
        options={matches.map((value) => ({
          value,
          label: words.matches[value],
          hint: words.matchHints[value],
        }))}
      />
      <CheckField
        label={words.automaticRegistration}
        hint={words.automaticRegistrationHint}
        value={form.automaticRegistration}
        onChange={(automaticRegistration) => set({ automaticRegistration })}
      />
      <TextField
        label={words.sessionMinutes}
        hint={words.sessionMinutesHint}
        required
        value={form.sessionMinutes}
        onChange={(sessionMinutes) => set({ sessionMinutes })}
        error={errors.sessionMinutes}
      />
      <TextField
        label={words.realm}
        hint={words.realmHint}
        maxLength={255}
        value={form.realm}
        onChange={(realm) => set({ realm })}
        error={errors.realm}
      />
      <LinesField
        label={words.returnUrls}
        hint={words.returnUrlsHint}
        value={form.returnUrls}
        onChange={(returnUrls) => set({ returnUrls })}
        error={errors.returnUrls}
      />
    </>
  );
}
