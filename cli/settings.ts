import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../shared/scim/json.ts';
import { newKeyEntry } from './newKey.ts';
import { InputError } from './exitCode.ts';

/** The project's folder, with the bundle, host.json and the local settings. */
export const root = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '..' : '../');

/** Default port of the local table server: Azurite's, which `UseDevelopmentStorage=true` means. */
export const defaultStoragePort = 10_002;

export type Settings = Readonly<Record<string, string>>;

const settingsFile = join(root, 'local.settings.json');

/**
 * Reads `local.settings.json`, which Core Tools read too. If it is missing, creates it from the sample with new keys.
 *
 * @returns the settings, and whether the file was created.
 */
export async function ensureLocalSettings(): Promise<{
  readonly settings: Settings;
  readonly made: boolean;
}> {
  const existing = await readSettings(settingsFile);
  if (existing !== undefined) return { settings: values(existing), made: false };
  const sample = await readSample();
  const filled = { ...sample, Values: { ...objectOr(sample.Values), ...newKeys() } };
  const text = `${JSON.stringify(filled, null, 2)}\n`;
  // The file holds a key: only its owner may read it.
  await writeFile(settingsFile, text, { mode: 0o600, flag: 'wx' });
  return { settings: values(filled), made: true };
}

/** Settings for a service in memory, with new keys. */
export async function passingSettings(): Promise<Settings> {
  return { ...values(await readSample()), ...newKeys() };
}

async function readSample(): Promise<JsonObject> {
  return (await readSettings(join(root, 'local.settings.sample.json'))) ?? {};
}

/** The settings of `local.settings.json`; empty if the file is missing. */
export async function readLocalSettings(): Promise<Settings> {
  return values((await readSettings(settingsFile)) ?? {});
}

/** Key rings with one new key each. */
export function newKeys(): Settings {
  return {
    SCIM_SEALING_KEYS: newKeyEntry('sealing', 'local'),
    SCIM_SIGNING_KEYS: newKeyEntry('signing', 'local'),
  };
}

async function readSettings(file: string): Promise<JsonObject | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  const parsed = parsedObject(text);
  if (parsed?.IsEncrypted === true)
    throw new InputError(`${file} is encrypted. Decrypt it with "func settings decrypt", in its folder.`);
  if (parsed !== undefined) return parsed;
  throw new InputError(
    `${file} is not a JSON object. Mend it. It holds the sealing key: without it the PINs and codes in .data/ can't be opened, so delete it only together with .data/.`,
  );
}

function parsedObject(text: string): JsonObject | undefined {
  try {
    const parsed = parseJson(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    // The error's message would quote the file, which holds a key.
    return undefined;
  }
}

/** An empty value is a placeholder: the setting is not set. */
function values(file: JsonObject): Settings {
  return Object.fromEntries(
    Object.entries(objectOr(file.Values)).flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() !== '' ? [[name, value]] : [],
    ),
  );
}

function objectOr(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
