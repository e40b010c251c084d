import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { certificateFinding } from './certificate.ts';
import { examine } from './examine.ts';
import { tlsFinding } from './network.ts';
import { listen } from '../host/listen.ts';
import {
  newAuthority,
  selfSigned,
  type Authority,
  type ServerCertificate,
} from '../../test/support/certificates.ts';

const known = getCACertificates('default');
const servers: { close(): unknown; closeAllConnections(): void }[] = [];
let authority: Authority;
beforeAll(async () => {
  authority = await newAuthority();
});
afterEach(() => {
  setDefaultCACertificates(known);
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => {
  setDefaultCACertificates(known);
});

const trustAuthority = () => {
  setDefaultCACertificates([...known, authority.cert]);
};

/** Serves nothing but TLS; what would come after it is noted. */
async function served(certificate: ServerCertificate): Promise<{ url: URL; requests: string[] }> {
  const requests: string[] = [];
  const server: Server = createServer({ ...certificate }, (request, response) => {
    requests.push(request.url ?? '');
    response.writeHead(404).end();
  });
  servers.push(server);
  const { port } = new URL(await listen(server, 0, 'localhost'));
  return { url: new URL(`https://localhost:${port}/scim/demo`), requests };
}

async function seenOf(certificate: ServerCertificate) {
  const { url } = await served(certificate);
  const { state, seen, advice } = await tlsFinding(url, Date.now());
  return { state, text: `${seen} ${advice ?? ''}` };
}

test('a certificate of an authority that is trusted is well', async () => {
  trustAuthority();
  const { state, text } = await seenOf(await authority.issue());
  expect({ state, text }).toMatchObject({
    state: 'ok',
    text: expect.stringContaining('(364 days)') as unknown,
  });
});

test('one that is self-signed is a problem that is named, and no token is sent', async () => {
  const { url, requests } = await served(await selfSigned());
  const complaint = { tenantUrl: url.href, token: 'a-token-of-somebody', matching: 'userName' };
  const findings = await examine({ ...complaint, managementToken: undefined });
  const last = findings.at(-1);
  expect(last).toMatchObject({ about: 'TLS', state: 'problem' });
  expect(last?.seen).toContain('it is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT)');
  expect(last?.advice).toContain('public authority');
  expect(requests).toEqual([]);
});

test('an expired one is told from all others, with any issuer', async () => {
  const expired = { from: -30, to: -2 };
  trustAuthority();
  for (const certificate of [await authority.issue(expired), await selfSigned(expired)]) {
    const { state, text } = await seenOf(certificate);
    expect(state).toBe('problem');
    expect(text).toMatch(/has expired on \d{4}-\d{2}-\d{2}\. Renew it\./);
  }
});

test('one for another host, and one that is not valid yet, say so', async () => {
  trustAuthority();
  expect(await seenOf(await authority.issue({ host: 'elsewhere.example' }))).toMatchObject({
    state: 'problem',
    text: expect.stringMatching(/for another host.*host name that it names/) as unknown,
  });
  expect(await seenOf(await authority.issue({ from: 5 }))).toMatchObject({
    state: 'problem',
    text: expect.stringMatching(/not valid yet.*clock/) as unknown,
  });
});

test('one whose authority is not known says what is missing', async () => {
  expect(await seenOf(await authority.issue())).toMatchObject({
    state: 'problem',
    text: expect.stringMatching(/issuer is not known.*intermediate/) as unknown,
  });
});

test('one that ends soon is a warning', async () => {
  trustAuthority();
  // Half a day on either side: how long the test takes decides nothing.
  expect(await seenOf(await authority.issue({ to: 20.5 }))).toMatchObject({ state: 'warning' });
  expect(await seenOf(await authority.issue({ to: 1.5 }))).toMatchObject({
    state: 'warning',
    text: expect.stringContaining('(1 day). See to it that it is renewed.') as unknown,
  });
  expect(await seenOf(await authority.issue({ to: 21.5 }))).toMatchObject({ state: 'ok' });
});

test('the day on which it ends is told', () => {
  const shown = { protocol: 'TLSv1.3', refusal: undefined, until: 'Jan 31 08:00:00 2026 GMT' };
  const at = (now: string) => certificateFinding(shown, Date.parse(now)).seen;
  expect(at('2026-01-01T08:00:00Z')).toBe('TLSv1.3; the certificate is valid until 2026-01-31 (30 days).');
  expect(at('2026-01-31T08:00:01Z')).toBe('The certificate has expired on 2026-01-31.');
});

test('one without an end has no number of days', () => {
  for (const until of [undefined, '', 'some day'])
    expect(certificateFinding({ protocol: 'TLSv1.3', refusal: undefined, until }, Date.now())).toMatchObject({
      state: 'warning',
      seen: 'TLSv1.3; the certificate does not say until when it is valid.',
    });
});

test('a server without TLS behind https:// is told', async () => {
  const server = createHttpServer((_, response) => response.end());
  servers.push(server);
  const { port } = new URL(await listen(server, 0, 'localhost'));
  const finding = await tlsFinding(new URL(`https://localhost:${port}/scim/demo`), Date.now());
  expect(finding).toMatchObject({ state: 'problem' });
  expect(finding.seen).toContain('does not speak TLS 1.2');
});
