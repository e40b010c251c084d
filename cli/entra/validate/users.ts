import { objectOr, stringOr, type JsonObject } from '../json.ts';
import { resourcesOf } from '../mapping/target.ts';
import { filterQuery } from '../wire/wire.ts';
import { expectStatus, expectValue, fail, idFor, type Check, type Subject } from './check.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** A user as Entra creates it. @param name differs for each user of a run. */
function userBody({ unique }: Subject, name: string): JsonObject {
  const userName = `${name}.${unique}@contoso.example`;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
    externalId: `${name}-${unique}`,
    userName,
    active: true,
    displayName: `Sample ${name}`,
    title: null,
    emails: [{ primary: true, type: 'work', value: `mail-${userName}` }],
    meta: { resourceType: 'User' },
    name: { formatted: `${name} Sample`, familyName: 'Sample', givenName: name },
    roles: [],
  };
}

export async function createUser(subject: Subject, name: string): Promise<JsonObject> {
  const answer = await subject.ask('POST', '/Users', userBody(subject, name));
  expectStatus(answer, 201);
  const id = stringOr(answer.body.id);
  if (id === '') fail('The answer to a create has to be the resource with its id (RFC 7644 section 3.3).');
  subject.ids.set(name, id);
  return answer.body;
}

async function found(subject: Subject, attribute: string, value: string): Promise<readonly JsonObject[]> {
  const answer = await subject.ask('GET', `/Users?${filterQuery(attribute, value)}`);
  expectStatus(answer, 200);
  const resources = resourcesOf(answer.body);
  expectValue('totalResults', answer.body.totalResults, resources.length);
  return resources;
}

async function expectOne(subject: Subject, attribute: string, value: string): Promise<void> {
  const id = idFor(subject, 'ada');
  const ids = (await found(subject, attribute, value)).map((one) => one.id);
  if (ids.length !== 1 || ids[0] !== id) fail(`The filter has to find one user, and found ${ids.length}.`);
}

function user(name: string, why: string, run: Check['run']): Check {
  return { group: 'Users', name, why, run };
}

function leaving(name: string, why: string, run: Check['run']): Check {
  return { group: 'Leaving', name, why, run };
}

export const userChecks: readonly Check[] = [
  user('create a user', 'Entra creates with POST. An attribute may be null.', async (subject) => {
    const made = await createUser(subject, 'ada');
    expectValue('userName', made.userName, userBody(subject, 'ada').userName);
    expectValue('active', made.active, true);
    expectValue('title', made.title, undefined);
  }),
  user('create the same user again', 'Entra repeats a create if the answer was lost.', async (subject) => {
    idFor(subject, 'ada');
    const answer = await subject.ask('POST', '/Users', userBody(subject, 'ada'));
    expectStatus(answer, 409);
    expectValue('scimType', answer.body.scimType, 'uniqueness');
  }),
  user('find by userName', 'Entra looks for a user before it creates one.', (subject) =>
    expectOne(subject, 'userName', stringOr(userBody(subject, 'ada').userName)),
  ),
  user(
    'find by userName in other case',
    'userName is not case-sensitive (RFC 7643 section 4.1.1).',
    (subject) => expectOne(subject, 'userName', stringOr(userBody(subject, 'ada').userName).toUpperCase()),
  ),
  user('find by externalId', 'Most mappings match by it.', (subject) =>
    expectOne(subject, 'externalId', stringOr(userBody(subject, 'ada').externalId)),
  ),
  user('find by work e-mail', 'Some customers match by it.', (subject) =>
    expectOne(subject, 'emails[type eq "work"].value', `mail-${stringOr(userBody(subject, 'ada').userName)}`),
  ),
  user('find a user who does not exist', 'A 404 puts the job into quarantine.', async (subject) => {
    const answer = await subject.ask('GET', `/Users?${filterQuery('userName', `nobody-${subject.unique}`)}`);
    expectStatus(answer, 200);
    expectValue('totalResults', answer.body.totalResults, 0);
  }),
  user('read by id', 'Entra reads a linked user by id.', async (subject) => {
    const answer = await subject.ask('GET', `/Users/${idFor(subject, 'ada')}`);
    expectStatus(answer, 200);
    expectValue('id', answer.body.id, idFor(subject, 'ada'));
  }),
  user('read a user who does not exist', 'Entra notices a stale link by the 404.', async (subject) => {
    const answer = await subject.ask('GET', `/Users/${crypto.randomUUID()}`);
    expectStatus(answer, 404);
    expectValue('status', answer.body.status, '404');
  }),
  user(
    'page through the users',
    'Account discovery reads all users by startIndex and count.',
    async (subject) => {
      await createUser(subject, 'page');
      const answer = await subject.ask('GET', '/Users?startIndex=2&count=1');
      expectStatus(answer, 200);
      expectValue('startIndex', answer.body.startIndex, 2);
      expectValue('the number of Resources', resourcesOf(answer.body).length, 1);
      if (!(Number(answer.body.totalResults) >= 2)) fail('totalResults has to count all users.');
    },
  ),
];

/** The checks that end the life of the user. */
export const leavingChecks: readonly Check[] = [
  leaving(
    'disable',
    'Entra disables an unassigned user. The default dialect sends "False".',
    async (subject) => {
      await setActive(subject, { op: 'Replace', path: 'active', value: 'False' }, false);
    },
  ),
  leaving('find a disabled user', 'Entra has to find the user to enable it again.', (subject) =>
    expectOne(subject, 'userName', stringOr(userBody(subject, 'ada').userName)),
  ),
  leaving('restore', 'With the flag, the value is a boolean.', async (subject) => {
    await setActive(subject, { op: 'replace', path: 'active', value: true }, true);
  }),
  leaving('delete', 'Entra deletes a user who was deleted for good.', async (subject) => {
    const id = idFor(subject, 'ada');
    expectStatus(await subject.ask('DELETE', `/Users/${id}`), 204);
    expectStatus(await subject.ask('GET', `/Users/${id}`), 404);
  }),
  leaving('delete again', 'Entra repeats a delete if the answer was lost.', async (subject) => {
    expectStatus(await subject.ask('DELETE', `/Users/${idFor(subject, 'ada')}`), 404);
    subject.ids.delete('ada');
  }),
  leaving('create a deleted user again', 'A person may come back with the same names.', async (subject) => {
    await createUser(subject, 'ada');
  }),
];

async function setActive(subject: Subject, operation: JsonObject, wanted: boolean): Promise<void> {
  const path = `/Users/${idFor(subject, 'ada')}`;
  expectStatus(await subject.ask('PATCH', path, patchOf(operation)), 200, 204);
  const answer = await subject.ask('GET', path);
  expectStatus(answer, 200);
  expectValue('active', objectOr(answer.body).active, wanted);
}

export function patchOf(...operations: readonly JsonObject[]): JsonObject {
  return { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations };
}
