import { validate } from '../../shared/scim/schema/validate.ts';
import type { JsonObject } from '../../shared/scim/json.ts';
import { createdResource } from '../../shared/scim/user.ts';
import { rules } from '../people.ts';
import { user as type } from '../../test/support/types.ts';
import type { Group } from './measure.ts';
import { storedUser, userBody } from './users.ts';

const sizes = [25, 50, 100, 200, 400];

const body = userBody(1);
const { attributes } = storedUser(1);

function validateOnly(): void {
  validate(type, attributes);
}

export const validating: Group = {
  title: 'a full user, as Entra sends it',
  unit: 'users',
  cases: [
    { name: 'validate (ajv and what is required)', units: 1, run: validateOnly },
    {
      name: 'POST: canonical form, validation, policies',
      units: 1,
      run: () => createdResource(rules, body),
    },
  ],
};

export const validationGrowth: Group = {
  title: 'POST of users with more and more roles',
  unit: 'users',
  sizeUnit: 'roles',
  cases: sizes.map((size) => {
    const large = withRoles(size);
    return {
      name: 'canonical form, validation, policies',
      size,
      units: 1,
      run: () => createdResource(rules, large),
    };
  }),
};

function withRoles(count: number): JsonObject {
  const roles = Array.from({ length: count }, (_, n) => ({ value: `role-${n}`, display: `Role ${n}` }));
  return { ...body, roles };
}
