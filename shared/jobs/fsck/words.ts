import type {
  CopyProblem,
  FsckFinding,
  MembershipProblem,
  OtherProblem,
  PrimaryProblem,
} from '../../store/fsck/finding.ts';

/** A problem in words, for an operator. Whole sentences, which name users and groups by their ids. */
export interface Words {
  readonly what: string;
  /** What a repair does; if there is none, what an operator can do. */
  readonly remedy: string;
}

export function inWords({ problem, repairable }: FsckFinding): Words {
  switch (problem.kind) {
    case 'copyMissing':
    case 'copyDiffers':
    case 'copyLeftOver':
    case 'copyTaken':
      return copyInWords(problem);
    case 'primaryMissing':
    case 'primaryDamaged':
    case 'primaryUntrue':
      return primaryInWords(problem, repairable);
    case 'groupSideMissing':
    case 'memberSideMissing':
    case 'memberSideLeftOver':
    case 'membershipUntrue':
    case 'memberGone':
    case 'markMissing':
      return membershipInWords(problem);
    default:
      return otherInWords(problem, repairable);
  }
}

/** What the rows of a kind are for, by the beginning of their keys. */
const purposes: Readonly<Record<string, string>> = {
  'u:': 'by externalId',
  'n:': 'by userName',
  'e:': 'by e-mail address',
  'c:': 'by card number',
  'gn:': 'by displayName',
  'gx:': 'by externalId',
};

function copyInWords({ kind, of, id, rowKey, holder = '' }: CopyProblem): Words {
  const purpose = purposes[rowKey.slice(0, rowKey.indexOf(':') + 1)];
  const row = `row ${purpose ?? 'beside its members'}`;
  switch (kind) {
    case 'copyMissing':
      return {
        what: `The ${of} ${id} has no ${row}: ${purpose === undefined ? "its members can't be read" : `a search ${purpose} does not find it`}.`,
        remedy: 'The row is made from the row by id.',
      };
    case 'copyDiffers':
      return {
        what: `The ${row} of the ${of} ${id} does not say what its row by id says.`,
        remedy: 'The row is written from the row by id.',
      };
    case 'copyLeftOver':
      return {
        what: `A ${row} says that it belongs to the ${of} ${id}, which has no such value or does not exist. Nobody else can get the value if it must be unique.`,
        remedy: 'The row is deleted.',
      };
    case 'copyTaken':
      return {
        what: `The ${of}s ${id} and ${holder} have the same value, which must be unique: the ${row} is that of ${holder}.`,
        remedy: 'Nobody knows whose the value is. Give one of them another value, or delete one.',
      };
  }
}

const incomplete =
  'Its other rows are not complete or do not agree. Restore the tenant from a backup beside itself, and compare.';

function primaryInWords({ kind, of, id }: PrimaryProblem, repairable: boolean): Words {
  switch (kind) {
    case 'primaryMissing':
      return {
        what: `The ${of} ${id} has no row by id${repairable ? ', but all its other rows are there and agree' : ''}.`,
        remedy: repairable ? 'The row is made from the others.' : incomplete,
      };
    case 'primaryDamaged':
      return {
        what: `The row by id of the ${of} ${id} can't be read.`,
        remedy: repairable ? 'The row is written from the others, which agree.' : incomplete,
      };
    case 'primaryUntrue':
      return {
        what: `The row by id of the ${of} ${id} does not say the same as its document: filters by active or by times go wrong.`,
        remedy: 'The row is written from its document.',
      };
  }
}

function membershipInWords({ kind, group, member }: MembershipProblem): Words {
  switch (kind) {
    case 'groupSideMissing':
      return {
        what: `The group ${group} counts the member ${member}, but has no row of it.`,
        remedy: 'The row of the group is made.',
      };
    case 'memberSideLeftOver':
      return {
        what: `A row of ${member} says that it is in the group ${group}, which does not have or count it.`,
        remedy: 'The row of the member is deleted.',
      };
    case 'memberSideMissing':
      return {
        what: `The group ${group} has the member ${member}, which has no row of it: the group is missing in its groups.`,
        remedy: 'The row of the member is made.',
      };
    case 'membershipUntrue':
      return {
        what: `A row of the membership of ${member} in the group ${group} does not say what its key says.`,
        remedy: 'Both rows of the membership are written.',
      };
    case 'memberGone':
      return {
        what: `The group ${group} has the member ${member}, which does not exist.`,
        remedy: 'The membership is deleted.',
      };
    case 'markMissing':
      return {
        what: `${member} is in the group ${group}, but its rows are not marked as those of a member: it is shown without groups.`,
        remedy: 'The rows are marked.',
      };
  }
}

function otherInWords(problem: OtherProblem, repairable: boolean): Words {
  switch (problem.kind) {
    case 'formTooLow':
      return {
        what: 'The tenant has groups, but its own row does not say so: maintenance and counts pass them over, and an earlier release would write its users.',
        remedy: 'The row says so.',
      };
    case 'groupGone':
      return {
        what: `${problem.rows} rows are memberships in the group ${problem.group}, which does not exist.`,
        remedy: 'The rows are deleted.',
      };
    case 'sizeWrong':
      return {
        what: `The group ${problem.group} counts ${problem.says} members and has ${problem.has}.`,
        remedy: 'The group gets the right number.',
      };
    case 'countWrong':
      return {
        what: `The tenant counts ${problem.says} ${problem.counted}s and has ${problem.has}: lists say a wrong total.`,
        remedy: repairable
          ? 'The count is corrected.'
          : 'Many are created and deleted at the moment, so that the number is not certain. Try again later.',
      };
    case 'changeUnfinished':
      return {
        what: `A change of many members of the group ${problem.group} was made and is not carried out to the end. Clients see it whole, but reads take longer.`,
        remedy: 'It is carried out, as the next change of the group would do.',
      };
    case 'changeUnmade':
      return {
        what: `A change of many members of the group ${problem.group} was prepared and never made. No client sees it.`,
        remedy: 'Its rows are deleted.',
      };
    case 'intentionLeft':
      return {
        what: `The row ${problem.rowKey} is left of a change of many members that is over. No client sees it.`,
        remedy: 'The row is deleted.',
      };
    case 'departureUnfinished':
      return {
        what: `${problem.id} was deleted, and its memberships are not taken away to the end. No client sees them.`,
        remedy: 'They are taken away, as the hourly maintenance would do.',
      };
    case 'departureUntrue':
      return {
        what: `A row says that ${problem.id} was deleted, but it exists: maintenance would take its memberships away.`,
        remedy: 'The row is deleted.',
      };
    case 'rowUnknown':
      return {
        what: `The row ${problem.rowKey} is none that this release makes.`,
        remedy: 'A later release may have made it. If none has, delete it by hand.',
      };
  }
}
