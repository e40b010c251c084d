import { createHash } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, type Client } from '../support/client.ts';
import { startHosted, type HostedService } from '../support/hostedService.ts';
import { patch, person, uniflow } from '../support/people.ts';
import { rotateToken, startService, type RunningService } from '../support/service.ts';

// What is logged and what is stored never holds a PIN, a registration code or a token in clear. The
// requests go to a second instance, of which every line can be read that it hands to the platform.

let service: RunningService;
let hosted: HostedService;
let url: string;
let client: Client;

beforeAll(async () => {
  service = await startService();
  hosted = await startHosted({
    SCIM_STORAGE_CONNECTION_STRING: service.connectionString,
    SCIM_SEALING_KEYS: `key=${Buffer.alloc(32, 7).toString('base64')}`,
  });
  ({ url } = hosted.host);
  client = clientOf(`${url}/scim/demo`, service.token);
});
afterAll(async () => {
  await hosted.stop();
  await service.stop();
});

const pins = ['0042813579', '0099887766'];
const codes = ['TIC-first-0042', 'TIC-second-0043'];
const personal = [
  'jane@example.com',
  'jane@mail.example.com',
  'ext-jane',
  '00jane',
  'Ms. jane',
  '1 Main Street',
];

async function rows(name: string): Promise<string[]> {
  const table = TableClient.fromConnectionString(service.connectionString, name, {
    allowInsecureConnection: true,
  });
  const found: string[] = [];
  for await (const row of table.listEntities()) found.push(JSON.stringify(row));
  return found;
}

test('after good and bad requests of every kind, neither log nor storage says a secret', async () => {
  const extension = (i: number): object => ({
    cardNumber: '00jane',
    pin: pins[i],
    cardRegistrationCode: codes[i],
  });
  const created = await client.send('POST', '/Users', person('jane', { [uniflow]: extension(0) }));
  expect(created.status).toBe(201);
  const path = `/Users/${created.body.id}`;
  const statuses: number[] = [];
  const bad = { [uniflow]: { pin: `${pins[0] ?? ''}x`, cardRegistrationCode: `${codes[0] ?? ''}\u0007` } };
  for (const [method, where, body] of [
    ['GET', `/Users?filter=${uniflow}:pin+eq+%22${pins[0] ?? ''}%22`, undefined],
    ['GET', `/Users?filter=${uniflow}:pin+eq+${pins[0] ?? ''}`, undefined],
    ['GET', `/Users?attributes=${pins[0] ?? ''}[`, undefined],
    ['POST', '/Users', person('jane', { [uniflow]: extension(1) })],
    ['POST', '/Users', person('bad', bad)],
    ['POST', '/Users', `{"${uniflow}":{"pin":"${pins[0] ?? ''}"`],
    ['PATCH', path, patch({ op: 'Replace', path: `${uniflow}:pin`, value: pins[1] })],
    ['PATCH', path, patch({ op: 'Replace', value: { [`${uniflow}:cardRegistrationCode`]: codes[1] } })],
    ['PATCH', path, patch({ op: 'Replace', path: `${uniflow}:pin`, value: pins[1] })],
    ['PATCH', path, patch({ op: 'Replace', path: `${uniflow}:pin`, value: `${pins[1] ?? ''}x` })],
    ['PATCH', path, patch({ op: 'Replace', path: pins[1], value: 1 })],
    ['PUT', path, person('jane', { password: pins[0] })],
    ['PUT', path, person('jane', { [uniflow]: extension(0) })],
    ['POST', '/Users', person('leaver', { [uniflow]: { pin: pins[1] } })],
  ] as const) {
    const reply = await client.send(method, where, body);
    statuses.push(reply.status);
    for (const secret of [...pins, ...codes]) expect(reply.text).not.toContain(secret);
  }
  expect(statuses).toEqual([400, 400, 400, 409, 400, 400, 200, 200, 200, 400, 400, 200, 200, 201]);
  const rotated = await rotateToken(service, 'demo');
  const used = [service.token, rotated, `${rotated}x`];
  for (const token of used) await clientOf(`${url}/scim/demo`, token).send('GET', '/Users');
  await fetch(`${url}/scim/${rotated}/Users`, { headers: { authorization: `Bearer ${rotated}` } });

  const log = hosted.lines.join('\n');
  const stored = [...(await rows('scimUsers')), ...(await rows('scimTenants'))].join('\n');
  // The readers would find what they look for.
  expect(hosted.lines.filter((line) => line.includes('"event":"request"'))).toHaveLength(statuses.length + 5);
  for (const value of personal) expect(stored).toContain(value);
  expect(stored).toContain(createHash('sha256').update(service.token).digest('hex'));

  const secrets = [...pins, ...codes, service.token, rotated];
  for (const text of [log, stored, service.log()]) {
    for (const secret of secrets) {
      for (const form of [
        secret,
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
      ])
        expect(text).not.toContain(form.replaceAll('=', ''));
      expect(text).not.toContain(createHash('sha256').update(secret).digest('base64'));
    }
  }
  for (const pin of pins) expect(stored).not.toContain(createHash('sha256').update(pin).digest('hex'));
  // Nor is anybody's data a log's business.
  for (const value of personal) expect(log).not.toContain(value);
});
