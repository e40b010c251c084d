import type { InvocationContext } from '@azure/functions';
import { describe, expect, test } from 'vitest';
import { describeError, log, type LogFields } from './log.ts';

function logged(level: 'info' | 'warn' | 'error', fields: LogFields): [string, unknown][] {
  const lines: [string, unknown][] = [];
  const context = Object.fromEntries(
    ['info', 'warn', 'error'].map((name) => [name, (line: string) => lines.push([name, JSON.parse(line)])]),
  );
  log(context as unknown as InvocationContext, level, 'request', fields);
  return lines;
}

describe('log', () => {
  test.each(['info', 'warn', 'error'] as const)('writes one JSON line as %s', (level) => {
    const fields = {
      requestId: 'r',
      tenant: 't',
      operation: 'getUser',
      method: 'GET',
      status: 200,
      scimType: 'uniqueness',
      milliseconds: 5,
      credential: 'c',
      expires: '2030-01-01T00:00:00.000Z',
      error: 'TypeError',
      lostRequests: 1,
      lostSpans: 2,
      stack: 'at x',
      host: 'login.example.net',
      deletedRows: 3,
    };
    expect(logged(level, fields)).toEqual([[level, { event: 'request', ...fields }]]);
  });

  test('leaves out every field that is not allowed', () => {
    const fields = {
      requestId: 'r',
      body: { pin: '0042' },
      authorization: 'Bearer x',
      url: '/Users?filter=x',
      label: 'Entra',
      address: '203.0.113.7',
      message: 'pin 0042',
    };
    expect(logged('info', fields)).toEqual([['info', { event: 'request', requestId: 'r' }]]);
  });

  test('stays one line', () => {
    const lines: string[] = [];
    const context = { info: (line: string) => lines.push(line) } as unknown as InvocationContext;
    log(context, 'info', 'request', { requestId: 'c\r\nd' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\r\n]/);
  });
});

describe('describeError', () => {
  test('tells name, code and where, and never the message', () => {
    const error = Object.assign(new TypeError('pin 0042'), { code: 'ECODE' });
    const described = describeError(error);
    expect(described.error).toBe('TypeError ECODE');
    expect(described.stack).toContain('log.test.ts');
    expect(JSON.stringify(described)).not.toContain('0042');
  });

  test('is not deceived by a message that looks like frames', () => {
    const described = describeError(new Error('first\n    at 0042 (secret)\n  at 0042:1:1'));
    expect(JSON.stringify(described)).not.toContain('0042');
    expect(described.stack).toContain('log.test.ts');
  });

  test('tells why fetch could not reach a host, which is in its cause', () => {
    const cause = Object.assign(new Error('pin 0042'), {
      ...{ syscall: 'getaddrinfo', code: 'ENOTFOUND', hostname: 'login.microsoftonline.com' },
    });
    const described = describeError(new TypeError('fetch failed', { cause }));
    expect(described.error).toBe('TypeError: getaddrinfo ENOTFOUND login.microsoftonline.com');
    expect(describeError(new TypeError('fetch failed', { cause: new Error('pin 0042') })).error).toBe(
      'TypeError',
    );
  });

  test('leaves out a code that is no string', () => {
    expect(describeError(Object.assign(new Error('x'), { code: 5 })).error).toBe('Error');
  });

  test.each([
    ['pin 0042', 'string'],
    [42, 'number'],
    [undefined, 'undefined'],
    [{ message: 'pin 0042' }, 'object'],
  ])('tells the type alone of %j, which is no error', (thrown, type) => {
    expect(describeError(thrown)).toEqual({ error: type });
  });

  test('does without a stack', () => {
    const error = new Error('pin 0042');
    delete error.stack;
    expect(describeError(error)).toEqual({ error: 'Error', stack: '' });
  });
});
