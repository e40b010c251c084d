import type { Schemas } from '../api/client.ts';
import { texts } from '../texts.ts';

type Settings = Schemas['Settings'];
export type Method = Schemas['AuthenticationMethod'];
export type Alphabet = NonNullable<Settings['pin']>['alphabet'];

/** The settings of a tenant as the controls hold them. */
export interface SettingsForm {
  readonly externalIdRequired: boolean;
  readonly cardNumberUnique: boolean;
  readonly groupNameUnique: boolean;
  readonly ownPinRule: boolean;
  readonly pinMin: string;
  readonly pinMax: string;
  readonly pinAlphabet: Alphabet;
  readonly authentication: readonly Method[];
  readonly entraTenantId: string;
  readonly logValues: boolean;
  readonly logRetentionDays: string;
}

export type SettingsErrors = Partial<
  Record<'pinMin' | 'pinMax' | 'authentication' | 'entraTenantId' | 'logRetentionDays', string>
>;

/** What a new tenant has (openapi/manage.yaml, SettingsChange). */
const initialSettings: Settings = {
  externalIdRequired: true,
  pin: null,
  cardNumberUnique: true,
  groupNameUnique: true,
  authentication: ['secretToken', 'clientCredentials', 'workloadIdentity'],
  entraTenantId: null,
  logValues: false,
  logRetentionDays: null,
};

export const methods: readonly Method[] = [
  'secretToken',
  'clientCredentials',
  'workloadIdentity',
  'entraToken',
];

export const alphabets: readonly Alphabet[] = ['digits', 'alphanumeric', 'printable'];

export function formOf(settings: Settings = initialSettings): SettingsForm {
  const { pin, entraTenantId, logRetentionDays, ...same } = settings;
  return {
    ...same,
    ownPinRule: pin !== null,
    pinMin: String(pin?.minLength ?? 4),
    pinMax: String(pin?.maxLength ?? 16),
    pinAlphabet: pin?.alphabet ?? 'digits',
    entraTenantId: entraTenantId ?? '',
    logRetentionDays: logRetentionDays === null ? '' : String(logRetentionDays),
  };
}

const guid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const words = texts.settings.errors;

/** Why a form can't be sent; empty if it can. */
export function errorsOf(form: SettingsForm): SettingsErrors {
  const errors: SettingsErrors = {};
  const [min, max] = [wholeNumber(form.pinMin), wholeNumber(form.pinMax)];
  if (form.ownPinRule && !(min >= 1 && min <= 9_999)) errors.pinMin = words.pinLength;
  if (form.ownPinRule && !(max >= min && max <= 9_999)) errors.pinMax = words.pinMax;
  if (form.authentication.length === 0) errors.authentication = words.authentication;
  const entraTenantId = form.entraTenantId.trim().toLowerCase();
  if (entraTenantId !== '' && !guid.test(entraTenantId)) errors.entraTenantId = words.guid;
  if (entraTenantId === '' && form.authentication.includes('entraToken'))
    errors.entraTenantId = words.directory;
  const days = wholeNumber(form.logRetentionDays);
  if (form.logRetentionDays.trim() !== '' && !(days >= 1 && days <= 3_650))
    errors.logRetentionDays = words.retention;
  return errors;
}

/** What the service has to change, so that a tenant with `before` is as the form says; undefined if nothing. */
export function changeOf(
  form: SettingsForm,
  before: Settings = initialSettings,
): Schemas['SettingsChange'] | undefined {
  const wanted = settingsOf(form);
  const changed = Object.entries(wanted).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(before, name)),
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function settingsOf(form: SettingsForm): Settings {
  const { externalIdRequired, cardNumberUnique, groupNameUnique, logValues } = form;
  const entraTenantId = form.entraTenantId.trim().toLowerCase();
  const retention = form.logRetentionDays.trim();
  return {
    ...{ externalIdRequired, cardNumberUnique, groupNameUnique, logValues },
    pin: form.ownPinRule
      ? {
          minLength: wholeNumber(form.pinMin),
          maxLength: wholeNumber(form.pinMax),
          alphabet: form.pinAlphabet,
        }
      : null,
    authentication: methods.filter((method) => form.authentication.includes(method)),
    entraTenantId: entraTenantId === '' ? null : entraTenantId,
    logRetentionDays: retention === '' ? null : wholeNumber(retention),
  };
}

/** Not a number if it is none. */
function wholeNumber(text: string): number {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
