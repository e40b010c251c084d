import { expect, test, vi } from 'vitest';
import { requestLog } from './hostLog.ts';
import { log, logEvents, type LogFields } from '../shared/telemetry/log.ts';

const fields: Required<LogFields> = {
  requestId: '3f1c',
  tenant: 'acme',
  operation: 'manageAddToken',
  method: 'POST',
  status: 201,
  scimType: 'uniqueness',
  errorCode: 'uniquenessConflict',
  milliseconds: 5,
  credential: 'abcd2222',
  expires: '2027-01-31T00:00:00.000Z',
  error: 'RestError ECONNREFUSED',
  lostRequests: 3,
  lostSpans: 4,
  stack: 'at send (dist/functions.cjs:1:2)',
  deletedRows: 7,
  reason: 'userUnknown',
  host: 'login.example.net',
  setting: 'SCIM_SEALING_KEYS must be a list "id=key,id=key". It is not set.',
};

/** What `npm start` prints of an event. */
function printed(event: (typeof logEvents)[number], some: LogFields): string {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  const at = (level: string) => (line: string) => {
    requestLog(level, 'user', line);
  };
  try {
    log({ info: at('information'), warn: at('warning'), error: at('error') } as never, 'warn', event, some);
  } finally {
    spy.mockRestore();
  }
  return written.join('');
}

test.each(logEvents.filter((event) => event !== 'request'))(
  'the event %s is printed as a sentence, with all that is known or little of it',
  (event) => {
    for (const some of [fields, {}]) {
      const line = printed(event, some);
      expect(line).toMatch(/^\d\d:\d\d:\d\d {2}! {4}\S.*\.\n$/);
      expect(line).not.toMatch(/[{}"]event"|undefined|\bnull\b/);
    }
  },
);

test('a sentence says what, about whom and with what result', () => {
  expect(printed('managementCall', fields)).toContain('The credential abcd2222 called manageAddToken: done.');
  expect(printed('managementCall', { ...fields, status: 409 })).toContain('refused (409).');
  expect(printed('managementCall', { ...fields, status: 503 })).toContain('failed (503).');
  expect(printed('credentialExpires', fields)).toContain(
    'The credential abcd2222 of the tenant "acme" expires on 2027-01-31.',
  );
  expect(printed('credentialExpires', { credential: 'x' })).toContain('of the deployment');
  expect(printed('signInRefused', { ...fields, reason: 'metadataUnavailable' })).toContain(
    'to the tenant "acme" was refused: metadataUnavailable at login.example.net. Request 3f1c.',
  );
  expect(printed('dependencyFailed', fields)).toContain('RestError ECONNREFUSED. Request 3f1c.');
});

test('a request stays a line of columns', () => {
  expect(printed('request', fields)).toMatch(/ 201 {2}POST .*manageAddToken .*acme .* 5 ms/);
});
