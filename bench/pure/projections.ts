import {
  everything,
  project,
  readProjection,
  type Projection,
  represent,
} from '../../shared/scim/represent.ts';
import { user as type } from '../../test/support/types.ts';
import type { Group } from './measure.ts';
import { baseUrl, storedUser } from './users.ts';

const stored = storedUser(3);
const resource = represent(type, stored, baseUrl);

const names = [
  ...['userName', 'displayName', 'active', 'title', 'emails.value', 'name.givenName', 'name.familyName'],
  ...['addresses', 'phoneNumbers', 'externalId', 'preferredLanguage', 'locale', 'timezone', 'nickName'],
  ...['profileUrl', 'userType'],
];

export const projecting: Group = {
  title: 'an answer: what is left of a user',
  unit: 'users',
  cases: [
    { name: 'represent', units: 1, run: () => represent(type, stored, baseUrl) },
    projected('project: everything', everything),
    projected('project: attributes=userName', readProjection(type, 'userName', null)),
    projected('project: attributes=userName,emails.value,name', reading('userName,emails.value,name')),
    projected('project: excludedAttributes=emails,roles', readProjection(type, null, 'emails,roles')),
    { name: 'JSON.stringify', units: 1, run: () => JSON.stringify(resource) },
    {
      name: 'represent, project and stringify',
      units: 1,
      run: () => JSON.stringify(project(type, represent(type, stored, baseUrl), everything)),
    },
  ],
};

export const projectionGrowth: Group = {
  title: 'an answer: more and more attributes, read and projected',
  unit: 'users',
  sizeUnit: 'attributes',
  cases: [1, 2, 4, 8, 16].map((size) => {
    const attributes = names.slice(0, size).join(',');
    const run = () => project(type, resource, reading(attributes));
    return { name: 'attributes=…', size, units: 1, run };
  }),
};

function reading(attributes: string): Projection {
  return readProjection(type, attributes, null);
}

function projected(name: string, projection: Projection) {
  return { name, units: 1, run: () => project(type, resource, projection) };
}
