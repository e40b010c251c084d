import { isArray, isObject, parseJson, textOf } from '../../shared/scim/json.ts';
import type { Population } from './population.ts';

/** A population as a parent process has written it. */
export function readPopulation(text: string): Population {
  const value = parseJson(text);
  if (!isObject(value) || !isArray(value.tenants) || typeof value.usersEach !== 'number')
    throw new Error('There is no population.');
  const { tenants, usersEach, groups } = value;
  const { count, members } = isObject(groups) ? groups : {};
  return {
    tenants: tenants.map(textOf),
    usersEach,
    ...(typeof count === 'number' && typeof members === 'number' ? { groups: { count, members } } : {}),
  };
}
