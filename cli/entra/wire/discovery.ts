import { stringOr } from '../json.ts';
import { resourcesOf } from '../mapping/target.ts';
import type { Wire } from './wire.ts';

/** Whether the service lists groups in its resource types. If it does not say, it has none: Entra can do without. */
export async function servesGroups(wire: Wire): Promise<boolean> {
  const { status, body } = await wire.send('GET', '/ResourceTypes');
  const types = Array.isArray(body.Resources) ? resourcesOf(body) : [];
  return status === 200 && types.some(({ endpoint }) => /\/?Groups$/i.test(stringOr(endpoint)));
}
