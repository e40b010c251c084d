import { arrayOr, objectOr, stringOr, type JsonObject } from '../json.ts';
import { resourcesOf } from '../mapping/target.ts';
import { filterQuery } from '../wire/wire.ts';
import { expectStatus, expectValue, fail, idFor, Verdicts, type Check, type Subject } from './check.ts';
import { patchOf } from './users.ts';

const schemas = [
  'urn:ietf:params:scim:schemas:core:2.0:Group',
  'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
];

function group(name: string, why: string, run: Check['run']): Check {
  return { group: 'Groups', name, why, run };
}

function nameOf({ unique }: Subject, name: string): string {
  return `Sample ${name} ${unique}`;
}

async function createGroup(subject: Subject, name: string, more: JsonObject = {}): Promise<void> {
  const displayName = nameOf(subject, name);
  const body = { schemas, displayName, externalId: `${name}-${subject.unique}`, ...more };
  const answer = await subject.ask('POST', '/Groups', body);
  if ([404, 405, 501].includes(answer.status)) {
    throw new Verdicts(
      'skipped',
      `The service has no groups (${answer.status}). Turn them off in the mapping.`,
    );
  }
  expectStatus(answer, 201);
  const id = stringOr(answer.body.id);
  if (id === '') fail('The answer to a create has to be the resource with its id.');
  subject.ids.set(name, id);
}

async function expectMembers(subject: Subject, ...names: readonly string[]): Promise<void> {
  const answer = await subject.ask('GET', `/Groups/${idFor(subject, 'team')}`);
  expectStatus(answer, 200);
  const members = arrayOr(answer.body.members).map((member) => stringOr(objectOr(member).value));
  expectValue('members', members.toSorted(), names.map((name) => idFor(subject, name)).toSorted());
}

async function patchMembers(subject: Subject, operation: JsonObject): Promise<void> {
  const path = `/Groups/${idFor(subject, 'team')}`;
  expectStatus(await subject.ask('PATCH', path, patchOf(operation)), 200, 204);
}

export const groupChecks: readonly Check[] = [
  group('find a group that does not exist', 'Test connection fails at a 404.', async (subject) => {
    const query = `excludedAttributes=members&${filterQuery('displayName', `nobody-${subject.unique}`)}`;
    const answer = await subject.ask('GET', `/Groups?${query}`);
    expectStatus(answer, 200);
    expectValue('totalResults', answer.body.totalResults, 0);
  }),
  group(
    'create a group without members',
    'Entra creates a group first, and then adds its members.',
    (subject) => createGroup(subject, 'team'),
  ),
  group('create a group with members', "Microsoft's validators send it.", (subject) =>
    createGroup(subject, 'crew', { members: [{ value: idFor(subject, 'manager') }] }),
  ),
  group('find by displayName', 'Entra matches groups by it.', async (subject) => {
    const id = idFor(subject, 'team');
    const query = `excludedAttributes=members&${filterQuery('displayName', nameOf(subject, 'team'))}`;
    const answer = await subject.ask('GET', `/Groups?${query}`);
    expectStatus(answer, 200);
    expectValue(
      'the ids',
      resourcesOf(answer.body).map((one) => one.id),
      [id],
    );
  }),
  group('add members', 'The default dialect sends $ref: null with each member.', async (subject) => {
    const value = ['manager', 'other'].map((name) => ({ $ref: null, value: idFor(subject, name) }));
    await patchMembers(subject, { op: 'Add', path: 'members', value });
    await expectMembers(subject, 'manager', 'other');
  }),
  group('read without members', 'Entra reads groups with excludedAttributes=members.', async (subject) => {
    const answer = await subject.ask('GET', `/Groups/${idFor(subject, 'team')}?excludedAttributes=members`);
    expectStatus(answer, 200);
    if (arrayOr(answer.body.members).length > 0)
      throw new Verdicts('warning', 'The answer has the members all the same. With many members it is slow.');
  }),
  group('remove a member, default dialect', 'The value names the member.', async (subject) => {
    const value = [{ $ref: null, value: idFor(subject, 'other') }];
    await patchMembers(subject, { op: 'Remove', path: 'members', value });
    await expectMembers(subject, 'manager');
  }),
  group('remove a member, with the flag', 'The path names the member.', async (subject) => {
    const path = `members[value eq "${idFor(subject, 'manager')}"]`;
    await patchMembers(subject, { op: 'remove', path });
    await expectMembers(subject);
  }),
  group('rename', 'Entra changes displayName.', async (subject) => {
    const path = `/Groups/${idFor(subject, 'team')}`;
    const displayName = nameOf(subject, 'renamed');
    const operation = { op: 'Replace', path: 'displayName', value: displayName };
    expectStatus(await subject.ask('PATCH', path, patchOf(operation)), 200, 204);
    const answer = await subject.ask('GET', path);
    expectValue('displayName', answer.body.displayName, displayName);
  }),
  group('delete', 'Entra deletes an unassigned group: it can not disable one.', async (subject) => {
    const path = `/Groups/${idFor(subject, 'team')}`;
    expectStatus(await subject.ask('DELETE', path), 204);
    expectStatus(await subject.ask('GET', path), 404);
    subject.ids.delete('team');
  }),
];
