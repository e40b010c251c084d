import { parseArgs } from 'node:util';
import { groupPopulation, population, type Population } from './storage/population.ts';

export interface BenchOptions {
  /** Operations whose names match; the initial cycle is one of them. */
  readonly only: RegExp;
  readonly populations: readonly Population[];
  /** Time limit of the run, in seconds, with the filling of the storage. Each measurement gets one round at least. */
  readonly seconds: number;
  /** People of the initial cycle. */
  readonly cyclePeople: number;
  /** Whether groups are measured, and no initial cycle. */
  readonly groups: boolean;
}

export const usage = `npm run bench -- [--only <regular expression>] [--users <number>,…] [--minutes <number>] [--quick] [--large] [--groups]

  --only    operations whose names match, "initial cycle" among them
  --users   users in the tenant, a run for each number; 1000,20000 by default
  --minutes how long all of it may take
  --quick   half a minute, to see that everything works: the figures say little
  --groups  10 and 10,000 groups in the tenant, and 100,000 members in the one concerned, instead of users
  --large   200,000 users in one tenant, and 200 tenants with 1,000 each; up to an hour
`;

/** @throws Error whose message is a sentence. */
export function readOptions(words: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string', default: '' },
      users: { type: 'string' },
      minutes: { type: 'string' },
      quick: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      groups: { type: 'boolean', default: false },
    },
  });
  const { only, users, minutes, quick, large, groups } = values;
  return {
    only: new RegExp(only, 'i'),
    populations: groups ? groupPopulations : populationsOf(users, quick, large),
    seconds: minutes === undefined ? (quick ? 30 : large ? 3_000 : 550) : readMinutes(minutes) * 60,
    cyclePeople: quick ? 300 : 10_000,
    groups,
  };
}

const groupPopulations: readonly Population[] = [
  groupPopulation(10, 10),
  groupPopulation(10_000, 10),
  groupPopulation(10, 100_000),
];

function populationsOf(users: string | undefined, quick: boolean, large: boolean): readonly Population[] {
  if (users !== undefined) return users.split(',').map((text) => population(1, readUsers(text)));
  if (large) return [population(1, 1_000), population(1, 200_000), population(200, 1_000)];
  return (quick ? [1_000] : [1_000, 20_000]).map((size) => population(1, size));
}

function readUsers(text: string): number {
  const users = Number(text);
  if (!Number.isInteger(users) || users < 200)
    throw new Error(`--users takes whole numbers from 200 on, and "${text}" is none.`);
  return users;
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (!(minutes >= 0.5 && minutes <= 120))
    throw new Error(`--minutes takes a number from 0.5 to 120, and "${text}" is none.`);
  return minutes;
}
