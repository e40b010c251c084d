import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InputError } from '../../exitCode.ts';
import { arrayOr, isObject, objectOr, type JsonObject } from '../json.ts';
import { parseCsv } from './csv.ts';
import { textIn, valuesIn, type Directory, type Entry, type EntryKind } from './entry.ts';
import { toEntry } from './properties.ts';

/** What a file says of one kind, and where. */
interface Listed {
  readonly values: JsonObject;
  readonly place: string;
}

interface Parts {
  readonly users: readonly Listed[];
  readonly groups: readonly Listed[];
  readonly members: readonly Listed[];
  readonly assignments: readonly Listed[] | undefined;
}

/**
 * Reads a directory: a folder with `users`, `groups`, `members` and `assignments`, each as .csv or .json, a JSON file with
 * the same names as members, or a file with people alone.
 *
 * @throws InputError naming the file, and the line or the item.
 */
export async function readSource(path: string): Promise<Directory> {
  const parts = (await isFolder(path)) ? await partsOfFolder(path) : await partsOfFile(path);
  const users = entriesOf('user', parts.users);
  const groups = entriesOf('group', parts.groups);
  const idOf = identifier([...users, ...groups]);
  return {
    users: users.map((user) => withReferences(user, 'manager', idOf)),
    groups: withMembers(groups, parts.members, idOf),
    assignments:
      parts.assignments && new Set(parts.assignments.map(({ values }) => idOf(named(values, principal)))),
  };
}

const principal = ['principalId', 'objectId', 'userPrincipalName', 'id'];

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    throw new InputError(
      `${path} is not there. Name the folder or file of the source directory with --source.`,
    );
  }
}

async function partsOfFolder(folder: string): Promise<Parts> {
  const part = async (name: string): Promise<readonly Listed[] | undefined> => {
    for (const file of [join(folder, `${name}.csv`), join(folder, `${name}.json`)]) {
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text !== undefined) return listed(text, file);
    }
    return undefined;
  };
  const users = await part('users');
  if (users === undefined) throw new InputError(`${folder} has neither users.csv nor users.json.`);
  const [groups, members, assignments] = [
    await part('groups'),
    await part('members'),
    await part('assignments'),
  ];
  return { users, groups: groups ?? [], members: members ?? [], assignments };
}

async function partsOfFile(file: string): Promise<Parts> {
  const text = await readFile(file, 'utf8');
  if (extname(file) === '.csv') {
    return { users: listed(text, file), groups: [], members: [], assignments: undefined };
  }
  const value = parseJson(text, file);
  const whole = objectOr(value);
  const part = (name: string) => items(whole[name], `${file}, ${name}`);
  const users = Array.isArray(value) || 'value' in whole ? listed(text, file) : part('users');
  return {
    users,
    groups: part('groups'),
    members: part('members'),
    assignments: 'assignments' in whole ? part('assignments') : undefined,
  };
}

/** The rows of a CSV file, or the items of a JSON file: an array, or Microsoft Graph's `{"value": […]}`. */
function listed(text: string, file: string): readonly Listed[] {
  if (extname(file) === '.csv') {
    return parseCsv(text, file).map(({ values, line }) => ({ values, place: `${file}, line ${line}` }));
  }
  const value = parseJson(text, file);
  return items(isObject(value) ? value.value : value, file);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}.`);
  }
}

function items(value: unknown, place: string): readonly Listed[] {
  return arrayOr(value).map((item, index) => ({
    // An assignment may be a bare id.
    values: typeof item === 'string' ? { id: item } : objectOr(item),
    place: `${place}, item ${index + 1}`,
  }));
}

function entriesOf(kind: EntryKind, all: readonly Listed[]): readonly Entry[] {
  const places = new Map<string, string>();
  return all.map(({ values, place }) => {
    const entry = toEntry(kind, values);
    if (entry === undefined) throw new InputError(`${place}: there is no objectId.`);
    const before = places.get(entry.objectId);
    if (before !== undefined) {
      throw new InputError(`${place}: the objectId ${entry.objectId} is that of ${before} already.`);
    }
    places.set(entry.objectId, place);
    return entry;
  });
}

/** Resolves a userPrincipalName to an objectId, because files that people write by hand refer to people so. */
function identifier(entries: readonly Entry[]): (name: string) => string {
  const ids = new Map(
    entries.flatMap((entry) => {
      const name = textIn(entry, 'userPrincipalName');
      return name === undefined ? [] : [[name.toLowerCase(), entry.objectId] as const];
    }),
  );
  return (name) => ids.get(name.toLowerCase()) ?? name;
}

function withReferences(entry: Entry, name: string, idOf: (name: string) => string): Entry {
  const ids = valuesIn(entry, name).map(idOf);
  if (ids.length === 0) return entry;
  return { ...entry, attributes: new Map([...entry.attributes, [name, ids]]) };
}

function withMembers(
  groups: readonly Entry[],
  rows: readonly Listed[],
  idOf: (name: string) => string,
): readonly Entry[] {
  const members = new Map<string, string[]>();
  for (const { values } of rows) {
    const group = named(values, ['groupId']);
    const list = members.get(group) ?? [];
    list.push(idOf(named(values, ['memberId', ...principal])));
    members.set(group, list);
  }
  return groups.map((group) => {
    const attributes = new Map([
      ...group.attributes,
      ['members', [...valuesIn(group, 'members'), ...(members.get(group.objectId) ?? [])]] as const,
    ]);
    return withReferences({ ...group, attributes }, 'members', idOf);
  });
}

/** The first of these that has a value. */
function named(values: JsonObject, names: readonly string[]): string {
  const value = names.map((name) => values[name]).find((one) => typeof one === 'string' && one !== '');
  return typeof value === 'string' ? value.trim() : '';
}
