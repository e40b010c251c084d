import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AzCommand } from './azCommands.ts';

/** What Entra holds of the console's application. */
export interface Directory {
  /** Whether the person who is signed in may register applications, and assign roles. */
  mayRegister: boolean;
  mayAssign: boolean;
  applications: Application[];
  /** Ids of the service principals by application id; a new application is unknown for so many looks. */
  principals: Record<string, string>;
  principalIn: number;
  assignmentRequired: string[];
  assignments: { principalId: string; resourceId: string; appRoleId: string }[];
}

interface Application {
  readonly id: string;
  readonly appId: string;
  readonly displayName: string;
  readonly appRoles: readonly { readonly id: string; readonly value: string }[];
  readonly api: { readonly requestedAccessTokenVersion: number };
  spa: { redirectUris: readonly string[] };
}

export function emptyDirectory(): Directory {
  return {
    ...{ mayRegister: true, mayAssign: true, applications: [], principals: {} },
    ...{ principalIn: 1, assignmentRequired: [], assignments: [] },
  };
}

const graph = 'https://graph.microsoft.com/v1.0/';

/** What a command about Entra's objects answers; undefined if it is about something else. @throws Error as az says it */
export function answerOfDirectory(directory: Directory, { name, flags }: AzCommand): unknown {
  const { '--id': id = '', '--filter': filter = '' } = flags;
  const [, wanted = ''] = /^\w+ eq '(.*)'$/.exec(filter) ?? [];
  switch (name) {
    case 'cloud show':
      return { endpoints: { microsoftGraphResourceId: 'https://graph.microsoft.com/' } };
    case 'ad app list':
      return directory.applications.filter(({ displayName }) => displayName === wanted);
    case 'ad app show':
      return applicationOf(directory, id);
    case 'ad sp list':
      return principalsOf(directory, wanted);
    case 'ad sp create':
      applicationOf(directory, id);
      directory.principalIn -= 1;
      if (directory.principalIn >= 0) throw new Error(`(NoBackingApplicationObject) ${id} does not exist.`);
      directory.principals[id] = randomUUID();
      return null;
    case 'ad sp update':
      if (flags['--set'] !== 'appRoleAssignmentRequired=true') throw new Error('incorrect usage');
      directory.assignmentRequired.push(id);
      return null;
    case 'rest':
      return flags['--url']?.startsWith(graph) === true ? called(directory, flags) : undefined;
    default:
      return undefined;
  }
}

function called(directory: Directory, flags: AzCommand['flags']): unknown {
  const path = (flags['--url'] ?? '').slice(graph.length);
  const [collection = '', id = ''] = path.split('/');
  const body: unknown =
    flags['--body'] === undefined ? {} : JSON.parse(readFileSync(flags['--body'].slice(1), 'utf8'));
  switch (`${flags['--method'] ?? ''} ${collection}`) {
    case 'post applications': {
      if (!directory.mayRegister)
        throw new Error('(Authorization_RequestDenied) Insufficient privileges to complete the operation.');
      const made = { id: randomUUID(), appId: randomUUID(), spa: { redirectUris: [] }, ...(body as object) };
      directory.applications.push(made as unknown as Application);
      return made;
    }
    case 'patch applications': {
      const application = directory.applications.find((one) => one.id === id);
      Object.assign(application ?? {}, body);
      return null;
    }
    case 'get servicePrincipals':
      return { value: directory.assignments.filter(({ resourceId }) => resourceId === id) };
    case 'post servicePrincipals':
      if (!directory.mayAssign)
        throw new Error('(Authorization_RequestDenied) Insufficient privileges to complete the operation.');
      directory.assignments.push(body as Directory['assignments'][number]);
      return null;
    default:
      throw new Error(`The stand-in does not model ${path}.`);
  }
}

function principalsOf({ principals, assignmentRequired }: Directory, appId: string): readonly object[] {
  const id = principals[appId];
  return id === undefined ? [] : [{ id, appRoleAssignmentRequired: assignmentRequired.includes(id) }];
}

function applicationOf(directory: Directory, appId: string): Application {
  const found = directory.applications.find((one) => one.appId === appId);
  if (found === undefined) throw new Error(`Resource '${appId}' does not exist.`);
  return found;
}
