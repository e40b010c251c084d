import { defined } from '../../shared/scim/json.ts';
import type { Context } from './context.ts';

export type Rfc = 'RFC 7643' | 'RFC 7644' | 'RFC 9865';

/** The word of RFC 2119 in the text; `states` where it says without such a word what a service provider does. */
type Level =
  | 'MUST'
  | 'MUST NOT'
  | 'REQUIRED'
  | 'SHALL'
  | 'SHALL NOT'
  | 'SHOULD'
  | 'SHOULD NOT'
  | 'RECOMMENDED'
  | 'MAY'
  | 'OPTIONAL'
  | 'states';

export type Status = 'done' | 'not applicable' | 'otherwise';

/** Fails where the service does not do what the row says, over HTTP. */
export type Check = (context: Context) => Promise<void>;

/** One requirement of an RFC on a service provider of users. */
export interface Row {
  readonly id: string;
  readonly rfc: Rfc;
  readonly section: string;
  readonly level: Level;
  /** In words of our own. */
  readonly requirement: string;
  readonly status: Status;
  /** Why it is not applicable, or deliberately otherwise. */
  readonly why?: string;
  /** Of what is done: that it is. Of what is otherwise: that it is so, where that can be seen from outside. */
  readonly check?: Check;
}

interface Section {
  done(name: string, level: Level, requirement: string, check: Check): Row;
  otherwise(name: string, level: Level, requirement: string, why: string, check?: Check): Row;
  notApplicable(name: string, level: Level, requirement: string, why: string): Row;
}

/** Makes rows of one section; `name` tells them apart. */
export function section(rfc: Rfc, number: string): Section {
  const common = (name: string, level: Level, requirement: string) => ({
    id: `${rfc.slice(4)}-${number}-${name}`,
    rfc,
    section: number,
    level,
    requirement,
  });
  return {
    done: (name, level, requirement, check) => ({
      ...common(name, level, requirement),
      status: 'done',
      check,
    }),
    otherwise: (name, level, requirement, why, check) => ({
      ...common(name, level, requirement),
      status: 'otherwise',
      why,
      ...defined({ check }),
    }),
    notApplicable: (name, level, requirement, why) => ({
      ...common(name, level, requirement),
      status: 'not applicable',
      why,
    }),
  };
}
