import { setImmediate as turn } from 'node:timers/promises';
import { HttpRequest, type HttpHandler, type InvocationContext } from '@azure/functions';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { endpoint } from './endpoint.ts';
import { meNotImplemented } from '../scim/errors/request.ts';
import { uniquenessConflict } from '../scim/errors/user.ts';

type Line = Record<string, unknown>;

/** Calls a handler as the platform does; its answer, and what it has logged. */
async function called(handler: HttpHandler, url = 'https://scim.example.net/scim/demo/Users') {
  const lines: [string, Line][] = [];
  const levels = ['info', 'warn', 'error'].map((level) => [
    level,
    (line: string) => lines.push([level, JSON.parse(line) as Line]),
  ]);
  const context = Object.fromEntries(levels) as unknown as InvocationContext;
  const answer = await handler(new HttpRequest({ method: 'GET', url }), context);
  return { answer, lines };
}

beforeEach(() => {
  vi.stubEnv('SCIM_STORAGE_CONNECTION_STRING', 'UseDevelopmentStorage=true');
  vi.stubEnv('SCIM_SEALING_KEYS', `k=${Buffer.alloc(32, 1).toString('base64')}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('what goes on beside a request', () => {
  test('is waited for', async () => {
    let done = false;
    const { answer, lines } = await called(
      endpoint('test', (call) => {
        call.runInBackground(turn().then(() => void (done = true)));
        return { status: 204 };
      }),
    );
    expect([done, answer]).toMatchObject([true, { status: 204 }]);
    expect(lines.map(([level, { event }]) => [level, event])).toEqual([['info', 'request']]);
  });

  test.each([
    ['answers', { status: 200 }],
    ['fails', { status: 501 }],
  ])(
    'may fail before the request %s: that is logged without its message, and ends no process',
    async (how, expected) => {
      const unhandled: unknown[] = [];
      const listen = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', listen);
      const { answer, lines } = await called(
        endpoint('test', async (call) => {
          call.runInBackground(Promise.reject(new TypeError('pin 0042')));
          // Long enough for the platform to notice a rejection that nobody has looked at.
          await turn();
          await turn();
          if (how === 'fails') throw meNotImplemented();
          return { status: 200 };
        }),
      );
      process.off('unhandledRejection', listen);
      expect(unhandled).toEqual([]);
      expect(answer).toMatchObject(expected);
      expect(lines).toMatchObject([
        ['warn', { event: 'backgroundTaskFailed', operation: 'test', error: 'TypeError' }],
        ['info', { event: 'request', status: expected.status }],
      ]);
      expect(JSON.stringify(lines)).not.toContain('0042');
    },
  );
});

describe('the log of a request', () => {
  test('names the tenant only where the caller is known', async () => {
    const unknown = await called(endpoint('test', () => ({ status: 200 })));
    expect(unknown.lines).toHaveLength(1);
    expect(JSON.stringify(unknown.lines)).not.toContain('demo');
    const known = await called(
      endpoint('test', (call) => {
        call.identified('demo');
        throw uniquenessConflict('userName', 'id-1');
      }),
    );
    expect(known.lines).toMatchObject([
      [
        'info',
        {
          event: 'request',
          tenant: 'demo',
          status: 409,
          scimType: 'uniqueness',
          errorCode: 'uniquenessConflict',
        },
      ],
    ]);
  });

  test('says of a failure nobody expected where it was, and the answer says under which id', async () => {
    const { answer, lines } = await called(
      endpoint('test', () => {
        throw new Error('pin 0042');
      }),
    );
    const [[level, line] = ['', {}]] = lines;
    expect([level, line.event, line.error]).toEqual(['error', 'unexpectedError', 'Error']);
    expect(answer).toMatchObject({ status: 500 });
    expect(JSON.stringify(answer)).toContain(String(line.requestId));
    expect(JSON.stringify([answer, lines])).not.toContain('0042');
  });
});
