/** The process of a hostile client: sends the same requests in turn, so many at a time, until it is ended. */
import { setTimeout as wait } from 'node:timers/promises';
import { defined } from '../../shared/scim/json.ts';
import { isHostile, type HostileRequest } from './cases.ts';

process.on('message', (message) => {
  if (!isHostile(message)) throw new Error('There is nothing to send.');
  const { tenantUrl, token, requests, atOnce } = message;
  const answered = new Map<number, number>();
  const send = async ({ method, path, body }: HostileRequest): Promise<void> => {
    const response = await fetch(`${tenantUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...defined({ body }),
    });
    await response.arrayBuffer();
    answered.set(response.status, (answered.get(response.status) ?? 0) + 1);
    process.send?.([...answered]);
    // It sends again before it was told to, but not in a loop: that is another storm.
    if (response.status === 429) await wait(100);
  };
  let next = 0;
  const run = async (): Promise<void> => {
    for (;;) {
      const request = requests[next++ % requests.length];
      if (request !== undefined) await send(request);
    }
  };
  for (let i = 0; i < atOnce; i += 1) void run();
});
