import type { EnabledTenant } from '../../test/support/service.ts';
import { median, quantile } from '../measure/statistics.ts';

/** How long another tenant waits, in milliseconds. */
export interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
}

export interface Neighbour {
  /** What asks storage: one user, by userName. */
  readonly read: Figures;
  /** What asks only the service: storage here has one thread for all tenants, in Azure it does not. */
  readonly own: Figures;
}

const paths = {
  read: '/Users?filter=userName+eq+%22neighbour@example.com%22',
  own: '/ServiceProviderConfig',
};

/** Asks one thing after the other, as a provisioning client does: there is work between two requests. */
export async function measure(tenant: EnabledTenant, seconds: number): Promise<Neighbour> {
  const times = { read: new Array<number>(), own: new Array<number>() };
  const end = performance.now() + seconds * 1_000;
  while (performance.now() < end) {
    for (const kind of ['read', 'own'] as const) {
      times[kind].push(await timeOf(tenant, paths[kind]));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  return { read: figures(times.read), own: figures(times.own) };
}

async function timeOf({ tenantUrl, token }: EnabledTenant, path: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${tenantUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`The neighbour was answered ${response.status}.`);
  return performance.now() - started;
}

function figures(times: readonly number[]): Figures {
  return { p50: median(times), p99: quantile(times, 0.99), requests: times.length };
}
