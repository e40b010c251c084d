/** What a unit of something costs, in US dollars, and how much of it a month is free. */
export interface Price {
  readonly what: string;
  readonly dollars: number;
  readonly unit: string;
  readonly free?: number;
}

/**
 * Examples of the size of public list prices (East US, pay as you go), and no offer: nothing here was read from a price list by
 * a machine. Whoever reckons with them puts the prices of the own region and day here, and runs `npm run costs`.
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
