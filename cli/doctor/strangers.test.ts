import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSecretToken } from '../../shared/tenants/credential.ts';
import { examine } from './examine.ts';
import { report } from './report.ts';
import { painter } from '../entra/table.ts';
import { listen } from '../host/listen.ts';

/** What a person is told of services that are none, or not as they should be. */

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => {
  answer(request, response);
});
let url: string;
beforeAll(async () => {
  url = `${await listen(server, 0, '127.0.0.1')}/scim/demo`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const token = createSecretToken();

async function told(respond: typeof answer) {
  answer = respond;
  const findings = await examine({ tenantUrl: url, token, managementToken: undefined, matching: 'userName' });
  const problems = findings.filter(({ state }) => state === 'problem');
  return {
    problems: problems.map(({ about }) => about),
    text: problems.map(({ seen, advice }) => `${seen} ${advice ?? ''}`).join('\n'),
    lines: report(findings, painter(false)).split('\n'),
  };
}

const empty = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: 0,
  Resources: [],
};

test.each([
  [401, 'Token', /refuses it \(401\).*token list/],
  [403, 'Token', /turned off for the tenant.*tenant enable/],
  [429, 'Token', /asked too much.*Wait a minute/],
])('%i is said once, with what to do', async (status, about, text) => {
  const { problems, ...said } = await told((_, response) => response.writeHead(status).end());
  expect(problems).toEqual([about]);
  expect(said.text).toMatch(text);
});

test('a path at which nothing is served is one problem, and not one for every request', async () => {
  const { problems, text } = await told((_, response) => response.writeHead(404).end('{}'));
  expect(problems).toEqual(['Test connection']);
  expect(text).toMatch(/Nothing is served under this path.*letter for letter/);
});

test('a Functions host that has loaded nothing is one problem, known by its empty 404', async () => {
  const { problems, text } = await told((_, response) => response.writeHead(404).end());
  expect(problems).toEqual(['Health']);
  expect(text).toMatch(/No function is loaded.*X-Request-Id.*log of the start.*SCIM_SEALING_KEYS/);
  // Every 404 of this service has a request id.
  const own = await told((_, response) => response.writeHead(404, { 'x-request-id': '1' }).end());
  expect(own.problems).toEqual(['Test connection']);
});

test('a sign-in page is one problem', async () => {
  const { problems, text } = await told((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<form>Sign in</form>'),
  );
  expect(problems).toEqual(['Test connection']);
  expect(text).toMatch(/web page \(200\).*browser/);
});

test('a redirection is one problem that says where to, and nobody goes there', async () => {
  const hosts = new Set<string>();
  const { problems, text, lines } = await told((request, response) => {
    hosts.add(request.headers.host ?? '');
    response.writeHead(302, { location: `https://sign-in.example/${token}?${'x'.repeat(300)}` }).end();
  });
  expect(problems).toEqual(['Test connection']);
  expect(text).toContain('redirected (302) to https://sign-in.example/(secret). Entra');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(hosts).toEqual(new Set([new URL(url).host]));
});

test('what is cut of a long answer leaves no part of a token', async () => {
  const { text } = await told((_, response) =>
    response.writeHead(302, { location: `https://sign-in.example/${'x'.repeat(165)}/${token}` }).end(),
  );
  expect(text).toContain('redirected (302) to ….');
});

test('a list that is redirected alone says where to, too', async () => {
  const { problems, text } = await told((request, response) => {
    const { pathname } = new URL(request.url ?? '', url);
    if (pathname.endsWith('/Users')) response.writeHead(308, { location: '/scim/demo/users' }).end();
    else response.writeHead(200, { 'content-type': 'application/scim+json' }).end(JSON.stringify(empty));
  });
  expect(problems).toEqual(['Test connection']);
  expect(text).toContain('redirected (308) to /scim/demo/users');
});

test('answers that are compressed unasked are read', async () => {
  const { problems } = await told((_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/scim+json', 'content-encoding': 'gzip' })
      .end(gzipSync(JSON.stringify(empty))),
  );
  expect(problems).toEqual([]);
});

test('a compressed answer that is cut is a fault of the network', async () => {
  const { problems, text } = await told((_, response) =>
    response
      .writeHead(200, { 'content-encoding': 'gzip' })
      .end(gzipSync(JSON.stringify(empty)).subarray(0, 20)),
  );
  expect(problems).toEqual(['Network']);
  expect(text).toContain('Z_BUF_ERROR');
});

test('what the service says of a matching attribute that it does not know is repeated, and it is asked once', async () => {
  const lookups: string[] = [];
  const { problems, text, lines } = await told((request, response) => {
    const { pathname, search } = new URL(request.url ?? '', url);
    const known = !pathname.endsWith('/Users');
    if (!known) lookups.push(search);
    const error = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400' };
    response.writeHead(known ? 200 : 400, { 'content-type': 'application/scim+json' });
    response.end(
      JSON.stringify(known ? empty : { ...error, detail: `No\u001b[31m ${token} ${'x '.repeat(400)}` }),
    );
  });
  expect(problems).toEqual(['Test connection']);
  expect(text).toContain('is 400, where 200 and an empty list belong. It says: No\ufffd[31m (secret) x x');
  expect(lines.length).toBeLessThan(40);
  expect(lookups).toHaveLength(1);
});
