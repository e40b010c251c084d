import { Command, InvalidArgumentError } from 'commander';
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

interface Given {
  readonly only: RegExp;
  readonly users?: readonly number[];
  readonly minutes?: number;
  readonly quick?: true;
  readonly large?: true;
  readonly groups?: true;
}

const command = new Command('npm run bench --')
  .option('--only <expression>', 'operations whose names match, "initial cycle" among them', readOnly, /./)
  .option('--users <numbers>', 'users in the tenant, a run for each number; 1000,20000 by default', readUsers)
  .option('--minutes <number>', 'how long all of it may take', readMinutes)
  .option('--quick', 'half a minute, to see that everything works: the figures say little')
  .option('--groups', '10 and 10,000 groups in the tenant, and 100,000 members in one, instead of users')
  .option('--large', '200,000 users in one tenant, and 200 tenants with 1,000 each; up to an hour');

/** The options; it ends the process if they are wrong. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { only, users, minutes, quick, large, groups } = command.parse(argv).opts<Given>();
  const sizes = users ?? (quick ? [1_000] : [1_000, 20_000]);
  const byDefault = large ? largePopulations : sizes.map((size) => population(1, size));
  return {
    only,
    populations: groups ? groupPopulations : byDefault,
    seconds: minutes === undefined ? (quick ? 30 : large ? 3_000 : 550) : minutes * 60,
    cyclePeople: quick ? 300 : 10_000,
    groups: groups ?? false,
  };
}

const groupPopulations: readonly Population[] = [
  groupPopulation(10, 10),
  groupPopulation(10_000, 10),
  groupPopulation(10, 100_000),
];

const largePopulations: readonly Population[] = [
  population(1, 1_000),
  population(1, 200_000),
  population(200, 1_000),
];

function readOnly(text: string): RegExp {
  return new RegExp(text, 'i');
}

function readUsers(text: string): readonly number[] {
  const users = text.split(',').map(Number);
  if (users.every((number) => Number.isInteger(number) && number >= 200)) return users;
  throw new InvalidArgumentError('It takes whole numbers from 200 on.');
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (minutes >= 0.5 && minutes <= 120) return minutes;
  throw new InvalidArgumentError('It takes a number from 0.5 to 120.');
}
