import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { PlainScimServer } from '../../../test/support/entra/plainScimServer.ts';
import { hastyClock } from '../../../test/support/entra/clocks.ts';
import { accessTokens, clientSecret } from './credentials.ts';
import { Pace } from './pace.ts';
import { redactionOf } from './redact.ts';
import { createWire } from './wire.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A service whose token endpoint answers with these statuses, one after the other; `drop` gives no answer. */
async function wireWith(...answers: (number | 'drop')[]) {
  const service = await PlainScimServer.start();
  const endpoint = createServer((request, response) => {
    const status = answers.shift() ?? 200;
    if (status === 'drop') return request.socket.destroy();
    return response.writeHead(status).end(JSON.stringify({ access_token: service.token, expires_in: 3600 }));
  }).listen(0, '127.0.0.1');
  await once(endpoint, 'listening');
  closing.push(
    () => service.close(),
    () => endpoint.close(),
  );
  const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`;
  const clock = hastyClock();
  const wire = createWire({
    ...{ tenantUrl: service.tenantUrl, clock, pace: new Pace(Infinity, clock), record: () => undefined },
    credentials: accessTokens({ url, prove: clientSecret('id', 'secret', false) }, ['secret']),
    redaction: redactionOf(undefined, ['secret']),
  });
  return { wire, answers, endpoint };
}

test('a token endpoint that fails for a moment is asked again, and refuses nobody', async () => {
  const { wire, answers } = await wireWith(503, 'drop', 200);
  expect(await wire.send('GET', '/Users')).toMatchObject({ status: 200 });
  expect(answers).toEqual([]);
});

test('an access token is used again until it expires', async () => {
  const { wire, endpoint } = await wireWith(200);
  await wire.send('GET', '/Users');
  endpoint.close();
  endpoint.closeAllConnections();
  expect(await wire.send('GET', '/Users')).toMatchObject({ status: 200 });
});
