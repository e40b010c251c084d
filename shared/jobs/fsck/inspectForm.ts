import { nothingFound, type Inspection } from '../../store/fsck/finding.ts';
import type { Table } from '../../store/tables.ts';
import { changeTenant, deadline } from '../../tenants/change.ts';
import { readTenant } from '../../tenants/tenantStore.ts';

/**
 * Whether the row of a tenant with groups says that it has any. An earlier release would write its users if not, and neither
 * maintenance nor counts would look at its groups.
 */
export async function inspectForm(tenants: Table, name: string): Promise<Inspection> {
  const tenant = (await readTenant(tenants, name, deadline()))?.tenant;
  if (tenant === undefined || tenant.holdsGroups === true) return nothingFound;
  return {
    findings: [{ problem: { kind: 'formTooLow' }, repairable: true }],
    async repair() {
      await changeTenant(tenants, name, (latest) =>
        latest.holdsGroups === true ? latest : { ...latest, holdsGroups: true },
      );
      return true;
    },
  };
}
