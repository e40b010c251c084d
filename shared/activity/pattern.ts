import type { Tenant } from '../tenants/tenant.ts';
import { activityKinds, hourMs, minuteMs, type KindCounts } from '../telemetry/recorder.ts';

/** What provisioning looks like from here. */
export interface Pattern {
  readonly state: 'off' | 'notStarted' | 'initial' | 'incremental' | 'quiet';
  /** Milliseconds since 1970; undefined if unknown. */
  readonly since: number | undefined;
  /** What it means and what to do. */
  readonly detail: string;
}

/** A cycle of Entra comes every 40 minutes: a tenant that sends nothing for so long has missed two. */
export const quietAfterMs = 2 * hourMs;

/** A pause that ends a cycle. */
const pauseMs = 15 * minuteMs;

/** An initial cycle creates at least so many users, and with at least this part of its requests. */
const minCreated = 10;
const minPart = 0.2;

/**
 * @param minutes in order, by their time in milliseconds since 1970.
 * @param lastSeen milliseconds since 1970; undefined if no request is known.
 */
export function patternOf(
  { identityProvider: { provisioning } }: Tenant,
  minutes: ReadonlyMap<number, KindCounts>,
  lastSeen: number | undefined,
  now: number,
): Pattern {
  if (!provisioning.enabled)
    return {
      state: 'off',
      since: Date.parse(provisioning.since),
      detail: 'Provisioning is turned off: requests are answered 403. Turn it on to let the client in.',
    };
  if (lastSeen === undefined)
    return {
      state: 'notStarted',
      since: undefined,
      detail:
        'No request has come yet. Paste tenant URL and credentials into Entra, test the connection, and turn provisioning on there.',
    };
  if (now - lastSeen >= quietAfterMs)
    return {
      state: 'quiet',
      since: lastSeen,
      detail:
        'Nothing has come for two hours, although a cycle comes every 40 minutes. Look in Entra whether provisioning is on, and whether the job is in quarantine: its provisioning logs say why.',
    };
  const { since, created, requests } = lastCycle(minutes);
  if (created >= minCreated && created >= minPart * requests)
    return {
      state: 'initial',
      since,
      detail: 'It looks like an initial cycle: most of what comes creates users. Let it run to its end.',
    };
  return {
    state: 'incremental',
    since,
    detail: 'It looks like incremental cycles: they look up users, and change few.',
  };
}

/** What came since the last pause. */
function lastCycle(minutes: ReadonlyMap<number, KindCounts>) {
  let since: number | undefined;
  let [created, requests] = [0, 0];
  for (const [at, counts] of [...minutes].toReversed()) {
    if (since !== undefined && since - at > pauseMs) break;
    since = at;
    created += counts[activityKinds.indexOf('created')] ?? 0;
    requests += counts[activityKinds.indexOf('requests')] ?? 0;
  }
  return { since, created, requests };
}
