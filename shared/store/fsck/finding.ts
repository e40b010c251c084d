import type { Counted } from '../countUsers.ts';
import type { DocumentKind } from '../documentRow.ts';

/**
 * A copy of a user or group is not there, is not what the row by id says, or has nobody whose it is; `copyTaken`: another one
 * has the same unique value.
 */
export interface CopyProblem {
  readonly kind: 'copyMissing' | 'copyDiffers' | 'copyLeftOver' | 'copyTaken';
  readonly of: DocumentKind;
  readonly id: string;
  readonly rowKey: string;
  /** Of `copyTaken`: whose row it is. */
  readonly holder?: string;
}

/** The row by id is not there, can't be read, or says of itself what its document does not say. */
export interface PrimaryProblem {
  readonly kind: 'primaryMissing' | 'primaryDamaged' | 'primaryUntrue';
  readonly of: DocumentKind;
  readonly id: string;
}

/**
 * Of a membership the row of the group, or of the member, is not there; the member's row is left of one that is no more; a row
 * does not say what its key says; the member is gone; the member's rows do not say that it is in groups.
 */
export interface MembershipProblem {
  readonly kind:
    | 'groupSideMissing'
    | 'memberSideMissing'
    | 'memberSideLeftOver'
    | 'membershipUntrue'
    | 'memberGone'
    | 'markMissing';
  readonly group: string;
  readonly member: string;
}

export type OtherProblem =
  /** The row of the tenant does not say that it has groups. */
  | { readonly kind: 'formTooLow' }
  | { readonly kind: 'groupGone'; readonly group: string; readonly rows: number }
  | { readonly kind: 'sizeWrong'; readonly group: string; readonly says: number; readonly has: number }
  | { readonly kind: 'countWrong'; readonly counted: Counted; readonly says: number; readonly has: number }
  | { readonly kind: 'changeUnfinished' | 'changeUnmade'; readonly group: string; readonly operation: string }
  | { readonly kind: 'intentionLeft' | 'rowUnknown'; readonly rowKey: string }
  | { readonly kind: 'departureUnfinished' | 'departureUntrue'; readonly id: string };

/** What is wrong with the rows of a tenant. */
export type Problem = CopyProblem | PrimaryProblem | MembershipProblem | OtherProblem;

export interface FsckFinding {
  readonly problem: Problem;
  /** Whether what is right follows from other rows. */
  readonly repairable: boolean;
}

/** What a closer look has found, as of one moment. */
export interface Inspection {
  readonly findings: readonly FsckFinding[];
  /**
   * Repairs what can be repaired of it, if nothing has changed since.
   *
   * @returns false if something has.
   */
  readonly repair: () => Promise<boolean>;
}

export const nothingFound: Inspection = { findings: [], repair: () => Promise.resolve(true) };
