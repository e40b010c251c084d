import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../exitCode.ts';
import { lockFolder } from './lock.ts';
import { Memory, parseEntry, type JournalEntry } from './memory.ts';
import type { JobRecord, Link } from './records.ts';

/** The state of a job, read-only. */
export interface KnownState {
  readonly job: JobRecord | undefined;
  readonly links: ReadonlyMap<string, Link>;
  readonly members: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The state of a job. Every change is on disk when the call returns, so that a killed job can continue. */
export interface JobState extends KnownState {
  setJob(job: JobRecord): void;
  setLink(link: Link): void;
  dropLink(objectId: string): void;
  changeMembers(groupId: string, add: readonly string[], remove: readonly string[]): void;
  close(): void;
}

const fileName = 'state.jsonl';

function load(folder: string): Memory {
  const memory = new Memory();
  const file = join(folder, fileName);
  if (!existsSync(file)) return memory;
  // A killed process may have left its last line incomplete. That change was not made.
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const entry = parseEntry(line);
    if (entry !== undefined) memory.apply(entry);
  }
  return memory;
}

/**
 * Reads the state of a job.
 *
 * @throws InputError if the folder holds none.
 */
export function readJobState(folder: string): KnownState & { readonly job: JobRecord } {
  const { job, links, members } = load(folder);
  if (job === undefined) {
    throw new InputError(
      `${folder} contains no provisioning job. "entra cycle" creates one; --state names its folder.`,
    );
  }
  return { job, links, members };
}

/**
 * Opens the state of a job for changes. No other process can open it meanwhile. It is a journal with a line for each change.
 * Opening it writes a new file without outdated lines, which replaces the old one atomically.
 */
export function openJobState(folder: string): JobState {
  const release = lockFolder(folder);
  try {
    const memory = load(folder);
    const file = join(folder, fileName);
    const fresh = `${file}.new`;
    const handle = openSync(fresh, 'w');
    const append = (entry: JournalEntry) => {
      writeSync(handle, `${JSON.stringify(entry)}\n`);
    };
    for (const entry of memory.entries()) append(entry);
    fsyncSync(handle);
    renameSync(fresh, file);
    return journal(memory, append, () => {
      fsyncSync(handle);
      closeSync(handle);
      release();
    });
  } catch (error) {
    release();
    throw error;
  }
}

/** A state in memory, for a job that ends with the process. */
export function stateInMemory(): JobState {
  return journal(
    new Memory(),
    () => undefined,
    () => undefined,
  );
}

function journal(memory: Memory, append: (entry: JournalEntry) => void, close: () => void): JobState {
  const change = (entry: JournalEntry) => {
    append(entry);
    memory.apply(entry);
  };
  return {
    get job() {
      return memory.job;
    },
    links: memory.links,
    members: memory.members,
    setJob: (job) => {
      change({ job });
    },
    setLink: (link) => {
      change({ link });
    },
    dropLink: (drop) => {
      change({ drop });
    },
    changeMembers: (members, add, remove) => {
      change({ members, add, remove });
    },
    close,
  };
}
