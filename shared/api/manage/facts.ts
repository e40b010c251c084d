import type { TenantFacts } from '../../../generated/manage.js';
import { attentionOf, credentialStates } from '../../activity/attention.ts';
import { hoursOf, noSummary, totalOf, type Summary } from '../../activity/summary.ts';
import { hourMs } from '../../telemetry/recorder.ts';
import type { Tenant } from '../../tenants/tenant.ts';

/** What is known of a tenant without reading its rows. @param now milliseconds since 1970. */
export function factsView(tenant: Tenant, summary: Summary = noSummary, now: number): TenantFacts {
  const { users, groups, counted } = summary;
  const [requestsIn24Hours, refusedIn24Hours] = totalOf(hoursOf(summary, Math.floor(now / hourMs)));
  const { nextExpiry, ...states } = credentialStates(tenant, now);
  return {
    users: users ?? null,
    groups: groups ?? null,
    counted: counted ?? null,
    requestsIn24Hours,
    refusedIn24Hours,
    credentials: { ...states, nextExpiry: nextExpiry ?? null },
    attention: attentionOf(tenant, summary, now).map(({ kind, since, detail }) => ({
      kind,
      since: since ?? null,
      detail,
    })),
  };
}
