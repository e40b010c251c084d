import { numberSettings, type NumberSettingName, type SettingName } from './table.ts';

/** A setting is missing or wrong. The message names it and says what it must be; it never holds its value. */
export class SettingError extends Error {
  override readonly name = 'SettingError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The value of a setting; undefined where it is not set, or only white space. */
export function setting(environment: Environment, name: SettingName): string | undefined {
  const value = environment[name]?.trim();
  return value === '' ? undefined : value;
}

/** @throws SettingError */
export function readUrl(environment: Environment, name: SettingName): URL | undefined {
  const value = setting(environment, name);
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new SettingError(`${name} must be a URL such as https://example.net.`);
  }
  return url;
}

/**
 * An address without a path, such as https://example.net, without a slash at its end.
 *
 * @throws SettingError
 */
export function readOrigin(environment: Environment, name: SettingName): string | undefined {
  const url = readUrl(environment, name);
  if (url !== undefined && (url.pathname !== '/' || url.search !== '' || url.hash !== '')) {
    throw new SettingError(`${name} must be an address without a path, such as https://example.net.`);
  }
  return url?.origin;
}

/** @throws SettingError where it is no whole number from `min` to `max`. */
export function readNumber(environment: Environment, name: NumberSettingName): number {
  const rule = numberSettings[name];
  const value = setting(environment, name);
  if (value === undefined) return rule.default;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= rule.min && number <= rule.max) return number;
  throw new SettingError(`${name} must be a whole number from ${rule.min} to ${rule.max}.`);
}

/** @throws SettingError where it is neither "on" nor "off", which it is by default. */
export function readSwitch(environment: Environment, name: SettingName): boolean {
  const value = setting(environment, name)?.toLowerCase() ?? 'off';
  if (value === 'on' || value === 'off') return value === 'on';
  throw new SettingError(`${name} must be "on" or "off".`);
}
