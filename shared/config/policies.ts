import { isAlphabet, type ValuePolicies, type ValuePolicy } from '../scim/schema/validate.ts';
import { setting, SettingError, type Environment, policySettings } from './setting.ts';

/** @throws SettingError */
export function readPolicies(environment: Environment): ValuePolicies {
  return new Map(policySettings.map((policy) => [policy.path, readPolicy(environment, policy)]));
}

function readPolicy(
  environment: Environment,
  { prefix, length, alphabet }: (typeof policySettings)[number],
): ValuePolicy {
  const lengths = parseLengths(setting(environment, `${prefix}_LENGTH`) ?? length);
  if (lengths === undefined) {
    throw new SettingError(
      `${prefix}_LENGTH must be a length of at least 1, or a range such as "${length}", the smaller first.`,
    );
  }
  const chosen = setting(environment, `${prefix}_ALPHABET`) ?? alphabet;
  if (!isAlphabet(chosen)) {
    throw new SettingError(`${prefix}_ALPHABET must be "digits", "alphanumeric" or "printable".`);
  }
  return { ...lengths, alphabet: chosen };
}

/** Parses `4-16` or `6`; undefined if the text is neither. */
export function parseLengths(text: string): Pick<ValuePolicy, 'minLength' | 'maxLength'> | undefined {
  const lengths = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(text);
  const minLength = Number(lengths?.[1]);
  const maxLength = Number(lengths?.[2] ?? lengths?.[1]);
  return lengths === null || minLength < 1 || maxLength < minLength ? undefined : { minLength, maxLength };
}
