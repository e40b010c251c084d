import type { Directory as SourceDirectory } from '../source/entry.ts';
import { toEntry } from '../source/properties.ts';
import type { Office } from '../source/sample/office.ts';

/**
 * A person as the customer's directory holds it, with the directory's own attribute names.
 * `manager` is the other person's `objectId`.
 */
export interface Person extends Office {
  readonly objectId: string;
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
  readonly displayName: string;
  readonly givenName: string;
  readonly surname: string;
  readonly mail: string;
  readonly mailNickname: string;
  readonly preferredLanguage: string;
  readonly employeeId: string;
  readonly telephoneNumber: string;
  readonly jobTitle?: string;
  readonly department?: string;
  readonly mobile?: string;
  readonly manager?: string;
  readonly cardNumber?: string;
  readonly pin?: string;
  readonly cardRegistrationCode?: string;
  /** Not mapped: a change here makes the person come up in a cycle although nothing mapped differs. */
  readonly lastPasswordChange?: string;
}

/** Everyone in the customer's directory. */
export type DemoDirectory = readonly Person[];

/** A group of the customer's directory. Its members are the people's objectIds. */
export interface Team {
  readonly objectId: string;
  readonly displayName: string;
  readonly members: readonly string[];
}

/** The whole directory on one day. */
export interface Day {
  readonly people: DemoDirectory;
  readonly teams: readonly Team[];
}

/**
 * The entries that a service must refuse: their userPrincipalName differs from an earlier person's in letter case only,
 * and userName is unique without regard to case (RFC 7643 section 4.1).
 */
export function duplicates(directory: DemoDirectory): DemoDirectory {
  const names = directory.map((person) => person.userPrincipalName.toLowerCase());
  return directory.filter((_, index) => names.indexOf(names[index] ?? '') < index);
}

/** The entries that a service must hold. */
export function provisionable(directory: DemoDirectory): DemoDirectory {
  const refused = new Set(duplicates(directory));
  return directory.filter((person) => !refused.has(person));
}

/** Every value in the directory that no answer may ever contain. */
export function secretsOf(directory: DemoDirectory): readonly string[] {
  return directory.flatMap(({ pin, cardRegistrationCode }) =>
    [pin, cardRegistrationCode].filter((value) => value !== undefined),
  );
}

/** The day as the engine reads it, with the extension attributes of docs/connect-entra.md. */
export function toSource({ people, teams }: Day): SourceDirectory {
  const users = people.flatMap(({ cardNumber, pin, cardRegistrationCode, ...others }) => {
    const extension = {
      extensionAttribute1: cardNumber,
      extensionAttribute2: pin,
      extensionAttribute3: cardRegistrationCode,
    };
    return toEntry('user', { ...others, ...extension }) ?? [];
  });
  const groups = teams.flatMap((team) => toEntry('group', { ...team }) ?? []);
  return { users, groups, assignments: undefined };
}
