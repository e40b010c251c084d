import { readFileSync, writeFileSync } from 'node:fs';

/** A subscription, as far as deploy.sh can tell it from Azure. */
export interface State {
  readonly version: string;
  readonly account: {
    id: string;
    name: string;
    user: { type: string; name: string };
  } | null;
  readonly registered: string[];
  groups: Record<string, { location: string; tags: Record<string, string> }>;
  deployments: Record<string, { fingerprint: string; parameters: Record<string, string> }>;
  /** Secrets by name; of a value only its SHA-256. */
  vaults: Record<string, { group: string; name: string; deleted: boolean; secrets: Record<string, string> }>;
  /** SHA-256 of the package that is published. */
  published: string | undefined;
  /** How often what needs a new role is refused yet. */
  refusals: { vault: number; tables: number; publish: number };
  /** What the function app answers at. */
  readonly url: string;
  readonly tableEndpoint: string;
  /** Number of the change at which to do something else than go on, and what. */
  fault: { at: number; how: 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'error' } | undefined;
  changes: number;
}

/** Everything that was called, in order; the `node` of deploy.sh too, where it writes to storage. */
export interface Called {
  readonly words: readonly string[];
  readonly changes: boolean;
}

const file = () => process.env.STAND_IN_STATE ?? '';

export function readState(path = file()): State {
  return JSON.parse(readFileSync(path, 'utf8')) as State;
}

export function writeState(state: State, path = file()): void {
  writeFileSync(path, JSON.stringify(state));
}

/** What is there when all is done; not how it came about. */
export function result(state: State): unknown {
  const { groups, deployments, vaults, published, registered } = state;
  return {
    groups,
    deployments,
    published,
    registered: registered.toSorted(),
    vaults: Object.values(vaults).map(({ secrets, ...vault }) => ({
      ...vault,
      secrets: Object.keys(secrets).toSorted(),
    })),
  };
}
