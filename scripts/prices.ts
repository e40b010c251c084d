/** Price of a unit in US dollars, and the free amount of a month. */
export interface Price {
  readonly what: string;
  readonly dollars: number;
  readonly unit: string;
  readonly free?: number;
}

/**
 * Examples of the size of public list prices (East US, pay as you go), not an offer. Put the prices of your region
 * here, and run `npm run costs`.
 */
export const pricesAsOf = '2025';

export const prices = {
  storedGigabyte: { what: 'Table Storage, locally redundant', dollars: 0.045, unit: 'GB and month' },
  storageCalls: { what: 'Table Storage, calls', dollars: 0.00036, unit: '10,000 calls' },
  gigabyteSeconds: {
    what: 'Flex Consumption, on demand, time',
    dollars: 0.000026,
    unit: 'GB-second',
    free: 100_000,
  },
  executions: {
    what: 'Flex Consumption, on demand, executions',
    dollars: 0.4,
    unit: 'million',
    free: 250_000,
  },
  alwaysReadySeconds: {
    what: 'Flex Consumption, always ready, idle',
    dollars: 0.000004,
    unit: 'GB-second',
  },
  loggedGigabyte: { what: 'Log Analytics, ingestion', dollars: 2.3, unit: 'GB', free: 5 },
  queryAlert: { what: 'Alert rule on logs, every 5 minutes', dollars: 1.5, unit: 'month' },
  metricAlert: { what: 'Alert rule on a metric', dollars: 0.1, unit: 'month' },
} as const satisfies Readonly<Record<string, Price>>;
