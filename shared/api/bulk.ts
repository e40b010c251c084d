import { groupTarget } from '../groups/groupTarget.ts';
import { carryOutBulk, operationsTimeMs } from '../users/bulk.ts';
import { userTarget } from '../users/userTarget.ts';
import { inTurn } from '../users/list/work.ts';
import { logRefusals } from '../users/refusals.ts';
import { requestContext, type WriteHandler } from './tenantEndpoint.ts';

/** POST /Bulk (RFC 7644 §3.7): each operation succeeds or fails by itself, and the answer is 200. */
export const bulk: WriteHandler = async (context, body, call) => {
  // From here on, and not from its turn, for which a request may wait.
  const timeIsOver = AbortSignal.timeout(operationsTimeMs);
  const targets = [userTarget(context), groupTarget(await requestContext(call, 'group'))];
  const { results, refusals } = await inTurn(call, () =>
    carryOutBulk(call, targets, body, timeIsOver, call.explain),
  );
  call.runInBackground(logRefusals(call, refusals));
  const inOrder = [...results].toSorted(([left], [right]) => left - right).map(([, result]) => result);
  return {
    status: 200,
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: inOrder },
  };
};
