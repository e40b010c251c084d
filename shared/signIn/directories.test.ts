import { createServer, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startDirectory, type StandInDirectory } from '../../cli/directory/directory.ts';
import { Directories, directoryLimits, type DirectoryLimits } from './directories.ts';

const unavailable = { name: 'SignInRefused', reason: 'metadataUnavailable' };

let directory: StandInDirectory;
let directories: Directories;
let time: number;
const open: (() => Promise<unknown>)[] = [];

const source = (limits: Partial<DirectoryLimits> = {}) =>
  new Directories(directory.origin, { ...directoryLimits, ...limits }, () => time);
const address = (tenant = 'contoso') => ({
  ...{ tenant, directoryId: directory.directoryId, metadataUrl: directory.metadataUrl },
});
const pemsOf = async (tenant?: string) =>
  (await directories.metadataOf(address(tenant))).certificates.map(({ pem }) => pem.trim());

beforeAll(async () => {
  directory = await startDirectory([]);
});
afterAll(() => directory.stop());
beforeEach(() => {
  time = 0;
  directories = source();
});
afterEach(async () => {
  directory.fail(false);
  for (const close of open.splice(0)) await close();
});

/** How many requests came while this ran. */
async function requestsOf(run: () => Promise<unknown>): Promise<number> {
  const before = directory.requests.length;
  await run();
  return directory.requests.length - before;
}

/** A server in place of the directory. */
async function startOther(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the limits are a day, a week, a minute and five seconds', () => {
  expect(directoryLimits).toEqual({
    timeout: 5_000,
    patience: 1_000,
    fresh: 86_400_000,
    stale: 604_800_000,
    pause: 60_000,
    rereadsPerMinute: 20,
  });
});

test('the metadata names the issuer, where to sign in, and both certificates with their ends', async () => {
  const metadata = await directories.metadataOf(address());
  expect(metadata).toMatchObject({
    entityId: `https://sts.windows.net/${directory.directoryId}/`,
    passiveEndpoint: `${directory.origin}/${directory.directoryId}/wsfed`,
  });
  expect(metadata.certificates.map(({ pem }) => pem.trim())).toContain(directory.key.certificate.trim());
  expect(metadata.certificates).toHaveLength(2);
  for (const { ends } of metadata.certificates) expect(ends.getTime()).toBeGreaterThan(Date.now());
});

test('the metadata is fetched once for all who ask, and again after a day', async () => {
  expect(await requestsOf(() => Promise.all(Array.from({ length: 20 }, () => pemsOf())))).toBe(1);
  time = directoryLimits.fresh - 1;
  expect(await requestsOf(pemsOf)).toBe(0);
  time = directoryLimits.fresh;
  expect(await requestsOf(pemsOf)).toBe(1);
});

test('another tenant, or another address of the same tenant, has metadata of its own', async () => {
  await pemsOf();
  expect(await requestsOf(() => pemsOf('fabrikam'))).toBe(1);
  const changed = { ...address(), metadataUrl: `${directory.metadataUrl}&changed` };
  expect(await requestsOf(() => directories.metadataOf(changed))).toBe(1);
});

test('an unknown certificate fetches the metadata again, once a minute', async () => {
  const [old] = await pemsOf();
  await directory.rollOver();
  const read = await directories.readAgain(address());
  expect(read?.certificates.map(({ pem }) => pem.trim())).toContain(directory.key.certificate.trim());
  expect(await pemsOf()).not.toContain(old);
  time = directoryLimits.pause - 1;
  expect(await requestsOf(() => directories.readAgain(address()))).toBe(0);
  expect(await directories.readAgain(address())).toBeUndefined();
  time = directoryLimits.pause;
  expect(await requestsOf(() => directories.readAgain(address()))).toBe(1);
});

test('unknown certificates of many tenants fetch so often in a minute, and no more', async () => {
  directories = source({ rereadsPerMinute: 3 });
  const all = Array.from({ length: 5 }, (_, i) => directories.readAgain(address(`tenant-${i}`)));
  expect((await Promise.all(all)).filter((metadata) => metadata !== undefined)).toHaveLength(3);
});

test('the last good copy is used while the directory does not answer, for a week', async () => {
  const good = await pemsOf();
  directory.fail(true);
  time = directoryLimits.stale - 1;
  expect(await pemsOf()).toEqual(good);
  expect(await directories.readAgain(address('contoso'))).toBeUndefined();
  time = directoryLimits.stale + directoryLimits.pause;
  await expect(pemsOf()).rejects.toMatchObject(unavailable);
});

test('a copy that is no longer fresh is used at once if the directory is slow', async () => {
  const answers: string[] = [];
  let requests = 0;
  const origin = await startOther((_, response) => {
    requests += 1;
    const answer = answers.shift();
    if (answer !== undefined) response.end(answer);
  });
  answers.push(await metadataAt(origin));
  const slow = new Directories(origin, { ...directoryLimits, patience: 10 }, () => time);
  const there = { ...address(), metadataUrl: `${origin}/metadata` };
  const first = await slow.metadataOf(there);
  time = directoryLimits.fresh;
  expect(await slow.metadataOf(there)).toEqual(first);
  await vi.waitFor(() => {
    expect(requests).toBe(2);
  });
});

test('without a copy a sign-in is refused, and the directory is asked again after a minute', async () => {
  directory.fail(true);
  await expect(pemsOf()).rejects.toMatchObject({
    ...unavailable,
    cause: { message: 'The answer is 503.' },
  });
  directory.fail(false);
  time = directoryLimits.pause - 1;
  await expect(pemsOf()).rejects.toMatchObject(unavailable);
  time = directoryLimits.pause;
  expect(await pemsOf()).toHaveLength(2);
});

/** The directory's metadata as another server would publish it. */
async function metadataAt(origin: string): Promise<string> {
  const text = await (await fetch(directory.metadataUrl)).text();
  return text.replaceAll(directory.origin, origin);
}

test('the metadata is not read behind a redirect, though what is there would do', async () => {
  let document = '';
  const origin = await startOther(({ url }, response) => {
    if (url === '/metadata') response.writeHead(302, { location: '/moved' });
    response.end(url === '/moved' ? document : '');
  });
  document = await metadataAt(origin);
  const other = new Directories(origin, directoryLimits, () => time);
  const moved = { ...address(), metadataUrl: `${origin}/moved` };
  expect((await other.metadataOf(moved)).certificates).toHaveLength(2);
  await expect(other.metadataOf({ ...address(), metadataUrl: `${origin}/metadata` })).rejects.toMatchObject(
    unavailable,
  );
});

test.each<[string, string, RequestListener]>([
  ['a document of more than a megabyte', 'too large', (_, response) => response.end(' '.repeat(1_048_577))],
  ['no answer in time', 'timeout', () => undefined],
  [
    'a page',
    'markupForbidden',
    (_, response) => response.end('<!doctype html><p>Sign in to the network.</p>'),
  ],
])('the metadata is not read from %s', async (_, message, listener) => {
  const origin = await startOther(listener);
  const timeout = message === 'timeout' ? 200 : directoryLimits.timeout;
  const other = new Directories(origin, { ...directoryLimits, timeout }, () => time);
  await expect(other.metadataOf({ ...address(), metadataUrl: `${origin}/metadata` })).rejects.toMatchObject({
    ...unavailable,
    cause: { message: expect.stringContaining(message) as unknown },
  });
});

test.each(['https://login.example.com/metadata', 'file:///etc/passwd', 'no address'])(
  'the metadata is read at the host of Entra alone, not from %s',
  async (metadataUrl) => {
    await expect(directories.metadataOf({ ...address(), metadataUrl })).rejects.toMatchObject({
      ...unavailable,
      cause: { message: `The metadata URL is not at ${directory.origin}.` },
    });
  },
);

test('the metadata of another directory is refused', async () => {
  const directoryId = '99999999-2222-3333-4444-555555555555';
  await expect(directories.metadataOf({ ...address(), directoryId })).rejects.toMatchObject(unavailable);
});
