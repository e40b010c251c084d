import type * as group from '../../shared/scim/errors/group.ts';
import type { Descriptions } from './description.ts';

export const groupDescriptions: Descriptions<typeof group> = {
  groupNotFound: {
    meaning: 'Deleted, or never there. Entra calls it `InvalidAnchor`.',
    advice: '_Restart provisioning_: Entra matches or creates the group again.',
  },
  groupUniquenessConflict: {
    meaning: 'externalId and displayName of groups are unique within a tenant.',
    advice:
      "A group that was made by hand: let Entra match it, by mapping the matching attribute. Two groups of one name in the directory: rename one of them, or let groups share names: `node dist/cli.js tenant set <tenant> --group-name shared`, which can't be taken back.",
  },
  groupTooLarge: {
    meaning: 'The attributes of a group are limited; its members are not among them.',
    advice: 'Shorten its values.',
  },
  memberUnknown: {
    meaning: 'A member has to be there before it is added.',
    advice: 'Provision the person or group first. Entra tries it again in the next cycle.',
  },
  memberIncomplete: {
    meaning: 'A member is named by its id.',
    advice: 'Mend the client.',
  },
  memberType: {
    meaning: 'A member is an object whose value is the id of a user or group.',
    advice: 'Mend the client.',
  },
  memberPartImmutable: {
    meaning: 'RFC 7643 §4.2: the parts of a member are immutable.',
    advice: 'Name `members`, or `members[value eq "…"]`.',
  },
  memberNotChosen: {
    meaning: 'A member has nothing else that could be replaced.',
    advice: 'Name the member by its id.',
  },
};
