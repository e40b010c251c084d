import { CheckField, SelectField, TextField } from '../parts/Fields.tsx';
import { texts } from '../texts.ts';
import { alphabets, methods, type SettingsErrors, type SettingsForm } from './settingsForm.ts';

interface SettingsFieldsProps {
  readonly form: SettingsForm;
  readonly errors: SettingsErrors;
  readonly onChange: (form: SettingsForm) => void;
}

const words = texts.settings;

/** The advanced settings of a tenant. */
export function SettingsFields({ form, errors, onChange }: SettingsFieldsProps) {
  const set = (change: Partial<SettingsForm>) => onChange({ ...form, ...change });
  return (
    <>
      <CheckField
        label={words.externalIdRequired}
        hint={words.externalIdHint}
        value={form.externalIdRequired}
        onChange={(externalIdRequired) => set({ externalIdRequired })}
      />
      <CheckField
        label={words.cardNumberUnique}
        hint={words.cardNumberHint}
        value={form.cardNumberUnique}
        onChange={(cardNumberUnique) => set({ cardNumberUnique })}
      />
      <CheckField
        label={words.groupNameUnique}
        hint={words.groupNameHint}
        value={form.groupNameUnique}
        onChange={(groupNameUnique) => set({ groupNameUnique })}
      />
      <PinFields form={form} errors={errors} set={set} />
      <AuthenticationFields form={form} errors={errors} set={set} />
      <TextField
        label={words.entraTenantId}
        hint={words.entraTenantHint}
        value={form.entraTenantId}
        onChange={(entraTenantId) => set({ entraTenantId })}
        error={errors.entraTenantId}
      />
      <CheckField
        label={words.logValues}
        hint={words.logValuesHint}
        value={form.logValues}
        onChange={(logValues) => set({ logValues })}
      />
      <TextField
        label={words.logRetentionDays}
        hint={words.logRetentionHint}
        value={form.logRetentionDays}
        onChange={(logRetentionDays) => set({ logRetentionDays })}
        error={errors.logRetentionDays}
      />
    </>
  );
}

interface PartProps {
  readonly form: SettingsForm;
  readonly errors: SettingsErrors;
  readonly set: (change: Partial<SettingsForm>) => void;
}

function PinFields({ form, errors, set }: PartProps) {
  return (
    <>
      <CheckField
        label={words.ownPinRule}
        hint={words.pinHint}
        value={form.ownPinRule}
        onChange={(ownPinRule) => set({ ownPinRule })}
      />
      {form.ownPinRule ? (
        <div class="row">
          <TextField
            label={words.pinMin}
            value={form.pinMin}
            onChange={(pinMin) => set({ pinMin })}
            error={errors.pinMin}
          />
          <TextField
            label={words.pinMax}
            value={form.pinMax}
            onChange={(pinMax) => set({ pinMax })}
            error={errors.pinMax}
          />
          <SelectField
            label={words.pinAlphabet}
            value={form.pinAlphabet}
            onChange={(value) =>
              set({ pinAlphabet: alphabets.find((alphabet) => alphabet === value) ?? 'digits' })
            }
            options={alphabets.map((alphabet) => [alphabet, words.alphabets[alphabet]] as const)}
          />
        </div>
      ) : null}
    </>
  );
}

function AuthenticationFields({ form, errors, set }: PartProps) {
  return (
    <fieldset>
      <legend>{words.authentication}</legend>
      {methods.map((method) => (
        <CheckField
          key={method}
          label={words.methods[method]}
          value={form.authentication.includes(method)}
          onChange={(on) =>
            set({
              authentication: methods.filter((each) =>
                each === method ? on : form.authentication.includes(each),
              ),
            })
          }
        />
      ))}
      {errors.authentication === undefined ? null : <p class="fieldError">{errors.authentication}</p>}
    </fieldset>
  );
}
