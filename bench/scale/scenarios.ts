import { randomFrom, type Job, type Phase, type Refused } from './simulate.ts';
import type { StorageShape } from './storage.ts';

/** What is played. */
export interface Scenario {
  readonly name: string;
  /** Requests a second of each tenant. */
  readonly pace: number;
  readonly jobs: readonly Job[];
  readonly shape: Omit<StorageShape, 'counting'>;
}

export interface ScenarioGroup {
  readonly title: string;
  readonly scenarios: readonly Scenario[];
}

/**
 * Requests a second of one provisioning job: what Microsoft asks of a service at least ("25 requests per second per
 * tenant"), and more than that.
 */
const usual = 25;
const fast = 40;

/**
 * Microsoft's own formula for an initial cycle: at least 0.01 minutes for each user, who takes three requests. Real jobs
 * are far from what is asked of a service.
 */
const slow = 5;

/** Requests that a job has under way at most. */
const atOnce = 8;

/** The service's 503 says `Retry-After: 5`, and the refused request alone is sent again. */
const alone: Refused = { stops: false, least: 5, most: 5 };

/** What Microsoft's staff say of 429: all of the job stops for that time. */
const stopping: Refused = { ...alone, stops: true };

/** Of Entra's people, those who have a manager. */
const managed = 0.9;

/** All people are looked for and created; then managers are set. */
export function initialCycle(people: number): readonly Phase[] {
  return [
    { people, requests: ['match', 'create'] },
    { people: Math.round(people * managed), requests: ['setManager'] },
  ];
}

/** The connection is tested; then the people who have changed are read and changed. */
function incrementalCycle(changed: number): readonly Phase[] {
  return [
    { people: 1, requests: ['match'] },
    { people: changed, requests: ['get', 'update'] },
  ];
}

const oneAccount = { accounts: 1, partitionsPerTenant: 1 } as const;
const day = 86_400;
const cycleEvery = 2_400;

const million = 1_000_000;

export const scenarioGroups: readonly ScenarioGroup[] = [
  {
    title: 'initial and incremental cycles',
    scenarios: [
      ...[slow, usual, fast].map((pace) => atOnceScenario('1 tenant × 1,000,000', 1, million, pace)),
      ...[usual, fast].map((pace) => atOnceScenario('100 tenants × 10,000, at once', 100, 10_000, pace)),
      overADay('10,000 tenants × 100–1,000, in a day', 10_000),
      incremental('10,000 × 550, every 40 min, 1 % changed', 10_000, cycleEvery),
      incremental('the same, all begin within 5 min', 10_000, 300),
    ],
  },
  {
    title: 'initial cycles at once',
    scenarios: [50, 100, 150, 200, 300, 400].map((tenants) =>
      atOnceScenario(`${tenants} tenants × 2,000`, tenants, 2_000, usual),
    ),
  },
  {
    title: 'one tenant, faster than Entra',
    scenarios: [100, 200, 400, 800].map((pace) => oneTenant(pace, oneAccount)),
  },
  {
    title: 'what then',
    scenarios: [
      atOnceScenario('400 tenants × 2,000, jobs stop at a 503', 400, 2_000, usual, stopping),
      atOnceScenario('the same, told to wait 5 to 15 s', 400, 2_000, usual, { ...stopping, most: 15 }),
      ...[2, 4].map(spread),
      ...[2, 4].map((partitionsPerTenant) => oneTenant(800, { accounts: 1, partitionsPerTenant })),
    ],
  },
];

function atOnceScenario(
  name: string,
  tenants: number,
  people: number,
  pace: number,
  refused = alone,
): Scenario {
  const phases = initialCycle(people);
  const jobs = Array.from({ length: tenants }, (_, tenant): Job => {
    return { tenant, start: 0, phases, pace, atOnce, refused };
  });
  return { name, pace, jobs, shape: oneAccount };
}

/** Tenants of every size between, each beginning when it likes. */
function overADay(name: string, tenants: number): Scenario {
  const random = randomFrom(2);
  const jobs = Array.from({ length: tenants }, (_, tenant): Job => {
    const phases = initialCycle(100 + Math.round(random() * 900));
    return { tenant, start: random() * day, phases, pace: usual, atOnce, refused: alone };
  });
  return { name, pace: usual, jobs, shape: oneAccount };
}

/** Three rounds of cycles; each tenant begins at the same time of every round. */
function incremental(name: string, tenants: number, within: number): Scenario {
  const random = randomFrom(3);
  const jobs = Array.from({ length: tenants }, (_, tenant) => {
    const start = random() * within;
    return [0, 1, 2].map((round): Job => {
      const phases = incrementalCycle(5 + Math.round(random()));
      return { tenant, start: start + round * cycleEvery, phases, pace: usual, atOnce, refused: alone };
    });
  });
  return { name, pace: usual, jobs: jobs.flat(), shape: oneAccount };
}

/** A client that has as much under way as its pace takes. */
function oneTenant(pace: number, shape: Scenario['shape']): Scenario {
  const { partitionsPerTenant } = shape;
  const partitions = partitionsPerTenant === 1 ? '' : `, ${partitionsPerTenant} partitions`;
  const job = { tenant: 0, start: 0, phases: initialCycle(20_000), pace, atOnce: pace / 4, refused: alone };
  return { name: `1 tenant × 20,000${partitions}`, pace, jobs: [job], shape };
}

function spread(accounts: number): Scenario {
  const { jobs, pace } = atOnceScenario('', 400, 2_000, usual);
  const name = `400 tenants × 2,000, ${accounts} accounts`;
  return { name, pace, jobs, shape: { ...oneAccount, accounts } };
}
