import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { DirectoryPerson } from './assertion.ts';
import type { DirectoryKey } from './directoryKey.ts';
import { choicePage, directoryErrorPage, postPage, signedOutPage } from './pages.ts';
import { DirectoryTokens, type Spoiling } from './tokens.ts';
import { listen } from '../host/listen.ts';

/** A substitute for Entra's sign-in on loopback: metadata, a page that posts tokens, and keys under control. */
export interface StandInDirectory {
  /** For SCIM_ENTRA_AUTHORITY of the service. */
  readonly origin: string;
  readonly metadataUrl: string;
  readonly directoryId: string;
  /** Entity id of the metadata, and issuer of the assertions. */
  readonly issuer: string;
  /** Paths of the requests that came. */
  readonly requests: readonly string[];
  /** The key that signs now. */
  readonly key: DirectoryKey;
  spoil(spoiling: Spoiling): void;
  /** Answers requests with 503, until it is called with false. */
  fail(failing: boolean): void;
  /** Publishes two new keys, and signs with the first. */
  rollOver(): Promise<void>;
  /** The `wresult` for a person, as the page posts it. */
  tokenFor(person: DirectoryPerson, realm: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the directory. A visitor chooses who signs in, by a link or the parameter `person`: nobody has a password. */
export async function startDirectory(people: readonly DirectoryPerson[]): Promise<StandInDirectory> {
  const directoryId = randomUUID();
  const tokens = await DirectoryTokens.start(directoryId);
  const requests: string[] = [];
  let failing = false;
  let origin = '';
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    const answered = failing ? unavailable : answer(new URL(url, origin), tokens, people);
    void Promise.resolve(answered).then(({ status, body, type = 'text/html; charset=utf-8', location }) => {
      const headers = { 'content-type': type, 'cache-control': 'no-store' };
      response.writeHead(status, location === undefined ? headers : { ...headers, location });
      response.end(body);
    });
  });
  origin = await listen(server, 0, '127.0.0.1');
  return {
    origin,
    metadataUrl: `${origin}${metadataPath(directoryId)}?appid=${randomUUID()}`,
    directoryId,
    issuer: tokens.issuer,
    requests,
    get key() {
      return tokens.key;
    },
    spoil: (spoiling) => {
      tokens.spoil(spoiling);
    },
    fail: (next) => {
      failing = next;
    },
    rollOver: () => tokens.rollOver(),
    tokenFor: (person, realm) => tokens.tokenFor(person, realm),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly location?: string;
}

const unavailable: Answer = { status: 503, body: directoryErrorPage('The directory does not answer.') };

const metadataPath = (directoryId: string) =>
  `/${directoryId}/federationmetadata/2007-06/federationmetadata.xml`;

async function answer(
  { origin, pathname, searchParams }: URL,
  tokens: DirectoryTokens,
  people: readonly DirectoryPerson[],
): Promise<Answer> {
  const endpoint = `/${tokens.directoryId}/wsfed`;
  if (pathname === metadataPath(tokens.directoryId)) {
    const body = await tokens.metadata(`${origin}${endpoint}`);
    return { status: 200, type: 'application/samlmetadata+xml', body };
  }
  if (pathname !== endpoint) return { status: 404, body: directoryErrorPage('There is no such page.') };
  if (searchParams.get('wa') === 'wsignout1.0') return signedOut(searchParams.get('wreply'));
  return signIn(searchParams, tokens, people);
}

async function signIn(
  query: URLSearchParams,
  tokens: DirectoryTokens,
  people: readonly DirectoryPerson[],
): Promise<Answer> {
  const [realm, reply, wctx] = [query.get('wtrealm'), query.get('wreply'), query.get('wctx')];
  if (query.get('wa') !== 'wsignin1.0' || realm === null || reply === null || !isWebAddress(reply))
    return { status: 400, body: directoryErrorPage('A sign-in needs wa=wsignin1.0, wtrealm and wreply.') };
  const person = people.find(({ objectId }) => objectId === query.get('person'));
  if (person === undefined) {
    const address = ({ objectId }: DirectoryPerson) =>
      `?${new URLSearchParams([...query, ['person', objectId]]).toString()}`;
    return { status: 200, body: choicePage(people, address) };
  }
  const fields = { wa: 'wsignin1.0', wresult: await tokens.tokenFor(person, realm) };
  return { status: 200, body: postPage(reply, wctx === null ? fields : { ...fields, wctx }) };
}

/** Back to the relying party, if it says where. */
function signedOut(reply: string | null): Answer {
  return reply !== null && isWebAddress(reply)
    ? { status: 302, body: '', location: reply }
    : { status: 200, body: signedOutPage() };
}

/** No `javascript:`, which a form would run. */
function isWebAddress(text: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');
}
