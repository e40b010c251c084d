import { expect } from 'vitest';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { readTenant } from '../../shared/tenants/tenantStore.ts';
import type { Tenant } from '../../shared/tenants/tenant.ts';
import { rememberSecret, searchForSecrets } from './secretSearch.ts';
import { runHere, type CommandResult } from './runHere.ts';
import type { Settings } from '../../cli/settings.ts';
import { startStorage } from './store.ts';

/** What `--json` prints, by the members that tests look at. */
export type Result = Readonly<Record<string, unknown>>;

/** The commands on a storage of their own, in this process: starting one for each takes longer than they do. */
export interface Commands {
  readonly settings: Settings;
  readonly tenants: Table;
  readonly users: Table;
  run(...words: readonly string[]): Promise<CommandResult>;
  /** The same with other settings; those that are empty are as good as none. */
  runWith(settings: Settings, ...words: readonly string[]): Promise<CommandResult>;
  /** What a command prints for people; it must succeed and have nothing to say on standard error. */
  text(...words: readonly string[]): Promise<string>;
  /** What a command prints with `--json`; it must succeed. Secrets in it may stand nowhere else. */
  json(...words: readonly string[]): Promise<Result>;
  /** Adds a tenant and turns provisioning on. @param options of "tenant add". @returns its secret token. */
  tenant(name: string, ...options: readonly string[]): Promise<string>;
  /** What a command says that is refused: on standard error, in sentences, and nothing else. */
  refusal(...words: readonly string[]): Promise<string>;
  /** The tenant as it is stored. */
  stored(name: string): Promise<Tenant>;
  stop(): Promise<void>;
}

const sealingKeys = `k=${Buffer.alloc(32, 9).toString('base64')}`;

/** @param more settings, over those that a deployment must have. */
export async function startCommands(more: Settings = {}): Promise<Commands> {
  const storage = await startStorage();
  const { connectionString } = storage;
  const settings = {
    SCIM_STORAGE_CONNECTION_STRING: connectionString,
    SCIM_SEALING_KEYS: sealingKeys,
    SCIM_PUBLIC_URL: 'https://scim.example',
    ...more,
  };
  const run = (...words: readonly string[]) => runHere(words, settings);
  const json = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await run(...words, '--json');
    expect({ words, code, stderr }).toMatchObject({ words, code: 0 });
    if (isReading(words)) searchForSecrets('answer', words.join(' '), stdout);
    const result = JSON.parse(stdout) as Result;
    for (const secret of [result.secretToken, result.clientSecret])
      rememberSecret(typeof secret === 'string' ? secret : undefined);
    return result;
  };
  const tenants = await openTable({ connectionString }, 'scimTenants');
  return {
    settings,
    tenants,
    users: await openTable({ connectionString }, 'scimUsers'),
    run,
    runWith: (others, ...words) => runHere(words, { ...settings, ...others }),
    async text(...words) {
      const { code, stdout, stderr } = await run(...words);
      expect({ words, code, stderr }).toEqual({ words, code: 0, stderr: '' });
      if (isReading(words)) searchForSecrets('answer', words.join(' '), stdout);
      return stdout;
    },
    json,
    async tenant(name, ...options) {
      await json('tenant', 'add', name, ...options);
      return String((await json('tenant', 'enable', name)).secretToken);
    },
    async refusal(...words) {
      const { code, stdout, stderr } = await run(...words);
      expect({ words, code, stdout }).toEqual({ words, code: 2, stdout: '' });
      expect(stderr).not.toMatch(/^ +at /m);
      return stderr;
    },
    async stored(name) {
      const read = await readTenant(tenants, name, new AbortController().signal);
      if (read === undefined) throw new Error(`There is no tenant "${name}".`);
      return read.tenant;
    },
    stop: () => storage.close(),
  };
}

function isReading(words: readonly string[]): boolean {
  return words.includes('list') || words.includes('show');
}
