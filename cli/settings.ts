import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject, parseJson, type JsonObject, type JsonValue } from '../shared/scim/json.ts';
import { newKeyEntry } from './newKey.ts';
import { InputError } from './exitCode.ts';

/** The project's folder: the bundle, host.json and the local settings stand in it. */
export const root = join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '..' : '../');

/** Port of the local table server: Azurite's own, which `UseDevelopmentStorage=true` means. */
export const storagePort = 10_002;

export type Settings = Readonly<Record<string, string>>;

const settingsFile = join(root, 'local.settings.json');

/**
 * The settings of `local.settings.json`, which Core Tools read too. Where there is none it is made from the sample, with
 * keys of its own.
 *
 * @returns the settings, and whether the file was made.
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
  // It holds a key: nobody else on the machine may read it.
  await writeFile(settingsFile, text, { mode: 0o600, flag: 'wx' });
  return { settings: values(filled), made: true };
}

/** Settings for a service whose data end with it, with keys of its own. */
export async function passingSettings(): Promise<Settings> {
  return { ...values(await readSample()), ...newKeys() };
}

async function readSample(): Promise<JsonObject> {
  return (await readSettings(join(root, 'local.settings.sample.json'))) ?? {};
}

/** The settings of `local.settings.json`, or none where there is none. */
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
    // Its message would quote the file, which holds a key.
    return undefined;
  }
}

/** An empty value is there to be filled in; until then the setting is not set. */
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
