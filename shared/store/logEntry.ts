import type { JsonValue } from '../scim/json.ts';

/** What an entry is about: a change, a refused change, revealed secrets, a sign-in, or a refused sign-in. */
export const logActions = [
  'create',
  'update',
  'enable',
  'disable',
  'delete',
  'refused',
  'reveal',
  'signIn',
  'signInRefused',
] as const;

export type Action = (typeof logActions)[number];

/** Why a change or a sign-in was refused. */
export interface LoggedRefusal {
  /** Name of the function: `createUser`; `signIn`. */
  readonly operation: string;
  readonly status: number;
  readonly scimType: string | undefined;
  /** Of a sign-in: the word for the check that it failed. */
  readonly reason?: string;
  /** What the client was told; the person who can't sign in is told less. */
  readonly detail: string;
}

/** An attribute's value before and after; absent if it had none. */
export interface ValueChange {
  readonly old?: JsonValue;
  readonly new?: JsonValue;
}

/** Changes by the SCIM path of their attribute. */
export type ChangedValues = Readonly<Record<string, ValueChange>>;

export interface ChangedMembers {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** How many there are in all. */
  readonly addedCount: number;
  readonly removedCount: number;
}

/** Ids of members of each kind in a row. */
const maxMembers = 300;

/** The members that a write has changed, as many as the log keeps. */
export function changedMembers(added: readonly string[], removed: readonly string[]): ChangedMembers {
  return {
    added: added.slice(0, maxMembers),
    removed: removed.slice(0, maxMembers),
    addedCount: added.length,
    removedCount: removed.length,
  };
}

/** What a write did and for whom: its row in the provisioning log. */
export interface LogEntry {
  /** 32 hexadecimal digits, made for this attempt to write. */
  readonly operationId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly action: Action;
  /** Undefined if a user was not created, or if the entry is about a group. */
  readonly userId: string | undefined;
  /** Id of the group that the entry is about. */
  readonly groupId?: string | undefined;
  /** Ids of members that were added and removed; of many, the first ones. */
  readonly members?: ChangedMembers;
  readonly externalId: string | undefined;
  /** Defined if this write has changed it, so that the change is found by the old one, too. */
  readonly previousExternalId?: string;
  /** Of a user who was not created: as it was sent if the tenant logs values, else its hash. */
  readonly userName?: string;
  readonly userNameHash?: string;
  /** SCIM paths of the attributes that changed. */
  readonly changed: readonly string[];
  /** Of attributes that are no secrets, if the tenant logs values; `omitted` if they are too long for a row. */
  readonly values?: ChangedValues | 'omitted';
  readonly requestId: string;
  /** The credential that was used. Its label is kept here after it is deleted; the first release kept none. */
  readonly credential: { readonly id: string; readonly label: string | undefined };
  readonly refusal?: LoggedRefusal;
}
