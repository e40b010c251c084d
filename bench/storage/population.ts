import { isArray, isObject, parseJson, textOf } from '../../shared/scim/json.ts';

/** The tenants of a storage, and how many users each of them has. */
export interface Population {
  readonly tenants: readonly string[];
  readonly usersEach: number;
  /** Of each tenant; undefined if there are none. */
  readonly groups?: GroupPopulation;
}

/** The groups of a tenant. */
export interface GroupPopulation {
  readonly count: number;
  /** Members of the first group, which is the one concerned if it is large. Other groups have ten. */
  readonly members: number;
}

/** A person of a population: nobody else has this number, in any tenant. */
export interface Member {
  readonly tenant: string;
  readonly number: number;
}

export function population(tenants: number, usersEach: number): Population {
  const digits = String(tenants - 1).length;
  return {
    tenants: Array.from({ length: tenants }, (_, i) => `bench-${String(i).padStart(digits, '0')}`),
    usersEach,
  };
}

/** A tenant with groups. */
export function groupPopulation(count: number, members: number): Population {
  return { ...population(1, 1_000), groups: { count, members } };
}

export function groupsIn({ groups }: Population): GroupPopulation {
  if (groups === undefined) throw new Error('The population has no groups.');
  return groups;
}

/** Coprime to every size that is measured: neighbours in time are no neighbours in the table. */
const stride = 7_919;

/** The person whom request `n` is about: one tenant after the other, and all over each of them. */
export function memberOf({ tenants, usersEach }: Population, n: number): Member {
  const index = n % tenants.length;
  const place = (Math.floor(n / tenants.length) * stride) % Math.max(1, usersEach);
  return { tenant: tenantAt(tenants, index), number: index * usersEach + place };
}

/** Every person of one tenant, by number. */
export function* membersOf({ tenants, usersEach }: Population, tenant: string): Generator<number> {
  const first = tenants.indexOf(tenant) * usersEach;
  for (let place = 0; place < usersEach; place += 1) yield first + place;
}

/** The tenant in which request `n` makes somebody new. */
export function tenantOf({ tenants }: Population, n: number): string {
  return tenantAt(tenants, n % tenants.length);
}

function tenantAt(tenants: readonly string[], index: number): string {
  const tenant = tenants[index];
  if (tenant === undefined) throw new Error('The population has no tenants.');
  return tenant;
}

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
    ...(typeof count === 'number' && typeof members === 'number' && { groups: { count, members } }),
  };
}
