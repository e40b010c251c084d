import type { Timer } from '@azure/functions';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startHost, type Host } from '../../../cli/host/server.ts';
import { buildFixture, type Fixture } from './fixture/build.ts';

let fixture: Fixture;
let host: Host;
let logged: string[];
let runs: { name: string; timer: Timer }[];
/** What a function does beyond being recorded. */
let act: Record<string, () => unknown>;

const start = () =>
  startHost({
    ...fixture,
    port: 0,
    hostname: '127.0.0.1',
    log: (level, category, message) => logged.push(`${level} ${category} ${message}`),
  });
const json = { headers: { 'content-type': 'application/json' }, body: '{}' };
const post = (name: string, init: RequestInit = json) =>
  fetch(`${host.url}/admin/functions/${name}`, { method: 'POST', ...init });
const of = (name: string) => runs.filter((run) => run.name === name);

beforeAll(async () => {
  fixture = await buildFixture({ routePrefix: '' }, 'timers.ts');
});
beforeEach(async () => {
  logged = [];
  runs = [];
  act = {};
  globalThis.onTimer = (name, timer) => {
    runs.push({ name, timer });
    return act[name]?.();
  };
  host = await start();
});
afterEach(async () => {
  await host.close();
});
afterAll(() => fixture.remove());

test('timers are listed by name with their schedules, apart from what is served', () => {
  expect(host.timers).toEqual([
    { name: 'everySecond', schedule: '* * * * * *' },
    { name: 'Yearly', schedule: '17 5 1 1 *' },
  ]);
  expect(host.functions.map(({ name }) => name)).toEqual(['rest', 'web']);
  expect(logged).toEqual(['information system queued (queueTrigger) is registered but not run here.']);
});

describe('on schedule', () => {
  test('each second one run; others wait', async () => {
    await vi.waitUntil(() => of('everySecond').length >= 2, { timeout: 5_000 });
    expect(new Set(runs.map(({ name }) => name))).toEqual(new Set(['everySecond']));
  });

  test('a run that throws is logged as an error, and the next one comes', async () => {
    act.everySecond = () => {
      throw new Error('thrown on purpose');
    };
    await vi.waitUntil(() => of('everySecond').length >= 2, { timeout: 5_000 });
    expect(logged).toContainEqual(
      expect.stringMatching(/^error system The timer function everySecond failed: Error: thrown on purpose/),
    );
  });

  test('a function has one run at a time, whoever starts it', async () => {
    let [running, most] = [0, 0];
    act.everySecond = async () => {
      most = Math.max(most, ++running);
      await sleep(1_200);
      running--;
    };
    await vi.waitUntil(() => running === 1, { timeout: 5_000 });
    expect((await post('everySecond')).status).toBe(202);
    await vi.waitUntil(() => of('everySecond').length >= 3, { timeout: 5_000 });
    expect(most).toBe(1);
  });
});

describe('POST /admin/functions/{name}', () => {
  test('answers 202 with nothing when the run has ended', async () => {
    let ended = false;
    act.Yearly = async () => {
      await sleep(100);
      ended = true;
    };
    const response = await post('Yearly');
    expect(ended).toBe(true);
    expect(response.status).toBe(202);
    expect(await response.text()).toBe('');
    expect(of('Yearly')).toHaveLength(1);
  });

  test('the handler gets what Azure gives', async () => {
    await post('Yearly');
    const next: unknown = expect.stringMatching(/^\d{4}-01-01T05:17:00\+00:00$/);
    const never = '0001-01-01T00:00:00+00:00';
    expect(of('Yearly')[0]?.timer).toEqual({
      schedule: { adjustForDST: true },
      scheduleStatus: { last: never, lastUpdated: never, next },
      isPastDue: false,
    });
  });

  test('a run has the status of the runs on schedule before it', async () => {
    await vi.waitUntil(() => of('everySecond').length === 1, { timeout: 5_000 });
    await post('everySecond');
    const { last, lastUpdated } = of('everySecond')[1]?.timer.scheduleStatus ?? {};
    expect(last).toBe(lastUpdated);
    expect(Math.abs(Date.now() - Date.parse(last ?? ''))).toBeLessThan(10_000);
  });

  test.each([
    ['no body', {}, 415],
    ['a body of another type', { body: '{}' }, 415],
    ['an empty body', { ...json, body: '' }, 400],
    ['a list', { ...json, body: '[]' }, 400],
    ['what is no JSON', { ...json, body: '{' }, 400],
  ])("with %s runs nothing, as in Azure's host, and says what to send", async (_, init, status) => {
    const response = await post('Yearly', init);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      status,
      detail: expect.stringContaining("-H 'Content-Type: application/json' -d '{}'") as unknown,
    });
    expect(of('Yearly')).toEqual([]);
  });

  test('neither the case of the name, nor a slash, nor what is in the body matters', async () => {
    const init = { headers: { 'content-type': 'application/json' }, body: '{"input":"x"}' };
    expect((await fetch(`${host.url}/ADMIN/Functions/yEARLY/`, { method: 'POST', ...init })).status).toBe(
      202,
    );
    expect(of('Yearly')).toHaveLength(1);
  });

  test('a run that throws is 500, and logged', async () => {
    act.Yearly = () => {
      throw new Error('thrown on purpose');
    };
    const response = await post('Yearly');
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect(logged).toContainEqual(expect.stringMatching(/^error system The timer function Yearly failed: /));
    act = {};
    expect((await post('Yearly')).status).toBe(202);
  });

  test.each(['nobody', 'web', 'queued', '%2F'])('%s is 404, in spite of a catch-all', async (name) => {
    const response = await post(name);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  test.each([
    ['GET', '/admin/functions/Yearly'],
    ['POST', '/admin/functions'],
    ['POST', '/admin/functions/Yearly/keys'],
    ['POST', '/x/admin/functions/Yearly'],
  ])('%s %s is no run', async (method, path) => {
    expect(await (await fetch(host.url + path, { method })).text()).toBe('rest');
    expect(of('Yearly')).toEqual([]);
  });
});

describe('closing', () => {
  test('waits for a run under way, and then nothing runs any more', async () => {
    let ended = false;
    act.everySecond = async () => {
      await sleep(500);
      ended = true;
    };
    await vi.waitUntil(() => of('everySecond').length === 1, { timeout: 5_000 });
    await host.close();
    expect(ended).toBe(true);
    const count = runs.length;
    await sleep(1_200);
    expect(runs).toHaveLength(count);
  });

  test('does not wait for ever', async () => {
    const { promise, resolve } = Promise.withResolvers();
    act.everySecond = () => promise;
    await vi.waitUntil(() => of('everySecond').length === 1, { timeout: 5_000 });
    const began = performance.now();
    await host.close();
    expect(performance.now() - began).toBeGreaterThan(4_000);
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(logged).toContain('warning system A timer function still runs. It is not waited for any longer.');
    resolve(undefined);
  });
});
