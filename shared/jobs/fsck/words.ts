import type {
  CopyProblem,
  MembershipProblem,
  OtherProblem,
  PrimaryProblem,
  Problem,
} from '../../store/fsck/finding.ts';

/** A problem in words, for an operator. Whole sentences, which name users and groups by their ids. */
export interface Words {
  readonly what: string;
  /** What repairing does; if it can't be repaired, what an operator can do. */
  readonly remedy: string;
}

export function inWords(problem: Problem): Words {
  switch (problem.kind) {
    case 'copyMissing':
    case 'copyDiffers':
    case 'copyLeftOver':
    case 'copyTaken':
      return copyInWords(problem);
    case 'primaryMissing':
    case 'primaryDamaged':
    case 'primaryUntrue':
      return primaryInWords(problem);
    case 'groupSideMissing':
    case 'memberSideMissing':
    case 'membershipUntrue':
    case 'memberGone':
    case 'markMissing':
      return membershipInWords(problem);
    default:
      return otherInWords(problem);
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
  'm:': 'before its members',
};

function copyInWords({ kind, of, id, rowKey, holder = '' }: CopyProblem): Words {
  const row = `row ${purposes[rowKey.slice(0, rowKey.indexOf(':') + 1)] ?? rowKey}`;
  switch (kind) {
    case 'copyMissing':
      return {
        what: `The ${of} ${id} has no ${row}: who looks for it like this does not find it.`,
        remedy: 'The row is made from the row by id.',
      };
    case 'copyDiffers':
      return {
        what: `The ${row} of the ${of} ${id} is not what its row by id says.`,
        remedy: 'The row is written from the row by id.',
      };
    case 'copyLeftOver':
      return {
        what: `A ${row} belongs to the ${of} ${id}, who has no such value or is gone. It keeps others from getting the value.`,
        remedy: 'The row is deleted.',
      };
    case 'copyTaken':
      return {
        what: `The ${of} ${id} has a value that must be unique, and the ${of} ${holder} has it too: the ${row} is the latter's.`,
        remedy: `It can't be repaired: nobody knows whose the value is. Give one of them another value, or delete one.`,
      };
  }
}

function primaryInWords({ kind, of, id }: PrimaryProblem): Words {
  switch (kind) {
    case 'primaryMissing':
      return {
        what: `The ${of} ${id} has no row by id, although all its other rows are there and agree.`,
        remedy: 'The row is made from the others.',
      };
    case 'primaryDamaged':
      return {
        what: `The row by id of the ${of} ${id} can't be read.`,
        remedy:
          'The row is written from the others, if these are complete and agree. If not, restore it from a backup.',
      };
    case 'primaryUntrue':
      return {
        what: `The row by id of the ${of} ${id} says something else of whether it is active or of its times than its document: some filters go wrong.`,
        remedy: 'The row is written from its document.',
      };
  }
}

function membershipInWords({ kind, group, member }: MembershipProblem): Words {
  const membership = `${member} in the group ${group}`;
  switch (kind) {
    case 'groupSideMissing':
      return {
        what: `Only the member's own row says that ${member} is in the group ${group}.`,
        remedy:
          'If the group counts such members, the row of the group is made; if not, the row of the member is deleted.',
      };
    case 'memberSideMissing':
      return {
        what: `Only the group's row says that ${member} is in the group ${group}: it is missing in the groups of the member.`,
        remedy: 'The row of the member is made.',
      };
    case 'membershipUntrue':
      return {
        what: `A row of the membership of ${membership} does not say what its key says.`,
        remedy: 'Both rows of the membership are written.',
      };
    case 'memberGone':
      return {
        what: `The group ${group} has the member ${member}, who does not exist.`,
        remedy: 'The membership is deleted.',
      };
    case 'markMissing':
      return {
        what: `The rows of ${member} do not say that it is in groups, but it is in the group ${group}: clients do not see that.`,
        remedy: 'The rows get the mark.',
      };
  }
}

function otherInWords(problem: OtherProblem): Words {
  switch (problem.kind) {
    case 'groupGone':
      return {
        what: `${problem.rows} rows are memberships of the group ${problem.group}, which does not exist.`,
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
        remedy:
          'The count is corrected. While many are created and deleted it may not be known exactly: try again then.',
      };
    case 'changeUnfinished':
      return {
        what: `A change of many members of the group ${problem.group} was made and is not carried out to its end: reads of the group take longer.`,
        remedy: 'It is carried out, as the next change of the group would do.',
      };
    case 'changeUnmade':
      return {
        what: `Rows are left of a change of many members of the group ${problem.group} that was prepared and never made. Nobody sees it.`,
        remedy: 'The rows are deleted.',
      };
    case 'intentionLeft':
      return {
        what: 'A row of a member is left of a change of many members that is over.',
        remedy: 'The row is deleted.',
      };
    case 'departureUnfinished':
      return {
        what: `${problem.id} is deleted, and its memberships are not taken away to the end. Nobody sees them.`,
        remedy: 'They are taken away, as the hourly maintenance would do.',
      };
    case 'departureUntrue':
      return {
        what: `A row says that ${problem.id} is deleted, who is there: maintenance would take its memberships away.`,
        remedy: 'The row is deleted.',
      };
    case 'rowUnknown':
      return {
        what: `The row ${problem.rowKey} is none that this release makes.`,
        remedy: "It can't be repaired: a later release may have made it. If none has, delete it by hand.",
      };
  }
}
