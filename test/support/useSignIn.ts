import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, expect } from 'vitest';
import type { DirectoryPerson } from '../../cli/directory/assertion.ts';
import { startDirectory, type StandInDirectory } from '../../cli/directory/directory.ts';
import { openTable, type Table } from '../../shared/store/tables.ts';
import { changeTenant } from '../../shared/tenants/change.ts';
import type { SingleSignOn } from '../../shared/tenants/tenant.ts';
import { clientOf, type Client } from './client.ts';
import { startHosted, type HostedService } from './hostedService.ts';
import { person, type Body } from './people.ts';
import { searchForSecrets, rememberSecret } from './secretSearch.ts';
import { signingKey } from './signingKeys.ts';
import { startStorage } from './store.ts';
import { madeTenant } from './tenants.ts';
import { TestBrowser, type PageReply } from './testBrowser.ts';

/** A service with single sign-on, and the directory at which its tenants' people sign in. */
export interface SignInSetup {
  readonly directory: StandInDirectory;
  readonly service: HostedService;
  readonly tenants: Table;
  readonly connectionString: string;
  /** Starts one more instance on the same storage. It stops with the file. */
  readonly anotherInstance: (settings?: Readonly<Record<string, string>>) => Promise<HostedService>;
  /** Makes a tenant whose people sign in at the directory. */
  readonly tenant: (settings?: Partial<SingleSignOn>) => Promise<SignInTenantSetup>;
}

/** What `tenant` makes. */
export interface SignInTenantSetup {
  readonly name: string;
  /** `<url>/sso/<name>` */
  readonly url: string;
  readonly scim: Client;
  /** Makes somebody whom the directory knows. @param more members of the SCIM user. @returns also the user's id. */
  readonly provision: (more?: Body) => Promise<DirectoryPerson & { readonly id: string }>;
  /** Changes the tenant's settings, and waits until the service knows. */
  readonly change: (settings: Partial<SingleSignOn>) => Promise<void>;
  /** The newest entry of the provisioning log that is about a sign-in. */
  readonly lastEntry: () => Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** Somebody whom only the directory knows. */
export function stranger(key = randomUUID().slice(0, 8)): DirectoryPerson {
  return {
    objectId: randomUUID(),
    userName: `${key}@contoso.example`,
    displayName: `Person ${key}`,
    nickname: key,
    givenName: 'Given',
    familyName: 'Family',
    email: `${key}@mail.contoso.example`,
  };
}

/** Starts all of it for the test file that calls it at its top level. @param known whom the directory's page offers. */
export async function useSignIn(
  more: Readonly<Record<string, string>> = {},
  known: readonly DirectoryPerson[] = [],
): Promise<SignInSetup> {
  const storage = await startStorage();
  const people = [...known];
  const directory = await startDirectory(people);
  const tenants = await openTable(storage, 'scimTenants');
  const instances: HostedService[] = [];
  const settings = {
    SCIM_SEALING_KEYS: `k=${randomBytes(32).toString('base64')}`,
    SCIM_SIGNING_KEYS: signingKey('s1'),
    SCIM_SINGLE_SIGN_ON: 'on',
    SCIM_MANAGEMENT_API: 'on',
    SCIM_FAILED_AUTHENTICATIONS_PER_MINUTE: '0',
    SCIM_STORAGE_CONNECTION_STRING: storage.connectionString,
    SCIM_ENTRA_AUTHORITY: directory.origin,
    ...more,
  };
  const start = async (own: Readonly<Record<string, string>> = {}) => {
    const started = await startHosted({ ...settings, ...own });
    instances.push(started);
    return started;
  };
  const service = await start();
  afterAll(async () => {
    for (const instance of instances) {
      await instance.stop();
      for (const line of instance.lines) searchForSecrets('log', 'of the service', line);
    }
    await directory.stop();
    await storage.close();
  });
  return {
    ...{ directory, service, tenants, connectionString: storage.connectionString },
    anotherInstance: start,
    tenant: (own) => madeSignInTenant({ directory, service, tenants, people }, own),
  };
}

async function madeSignInTenant(
  {
    directory,
    service,
    tenants,
    people,
  }: Pick<SignInSetup, 'directory' | 'service' | 'tenants'> & { readonly people: DirectoryPerson[] },
  own: Partial<SingleSignOn> = {},
): Promise<SignInTenantSetup> {
  const name = `t${randomUUID().slice(0, 8)}`;
  const token = await madeTenant(tenants, name, { entraTenantId: directory.directoryId });
  const change = async (settings: Partial<SingleSignOn>) => {
    await changeTenant(tenants, name, (tenant) => {
      const { identityProvider } = tenant;
      const singleSignOn = { ...identityProvider.singleSignOn, ...settings };
      return { ...tenant, identityProvider: { ...identityProvider, singleSignOn } };
    });
  };
  await change({ enabled: true, metadataUrl: directory.metadataUrl, ...own });
  const scim = clientOf(`${service.host.url}/scim/${name}`, token);
  return {
    name,
    url: `${service.host.url}/sso/${name}`,
    scim,
    provision: async (more = {}) => {
      const somebody = stranger();
      people.push(somebody);
      const { userName, objectId: externalId, displayName } = somebody;
      const body = person(somebody.nickname ?? '', { userName, externalId, displayName, ...more });
      const { status, body: created } = await scim.send('POST', '/Users', body);
      expect(status).toBe(201);
      return { ...somebody, id: created.id };
    },
    change,
    lastEntry: async () => {
      const { body } = await scim.send('GET', '/provisioningLog?action=signIn,signInRefused&count=1');
      return body.Resources[0];
    },
  };
}

/** What the directory is asked for. */
export interface BegunSignIn {
  readonly reply: PageReply;
  readonly parameters: URLSearchParams;
  readonly wctx: string;
}

/** Asks the service to begin a sign-in. @param query of the link: `?returnTo=…`. */
export async function beginSignIn(browser: TestBrowser, url: string, query = ''): Promise<BegunSignIn> {
  const reply = await browser.get(`${url}/login${query}`);
  expect(reply.status).toBe(303);
  const parameters = new URL(reply.location).searchParams;
  return { reply, parameters, wctx: parameters.get('wctx') ?? '' };
}

/** Brings an answer of the directory, as its page does: from another site. */
export function answerSignIn(
  browser: TestBrowser,
  url: string,
  fields: Readonly<Record<string, string>>,
): Promise<PageReply> {
  rememberSecret(fields.wresult?.slice(-60));
  rememberSecret(fields.wctx?.slice(-60));
  const origin = { 'sec-fetch-site': 'cross-site', origin: 'http://127.0.0.1:1' };
  return browser.post(`${url}/wsfed`, { wa: 'wsignin1.0', ...fields }, origin);
}

/** A whole sign-in. */
export async function signInAs(
  { directory }: Pick<SignInSetup, 'directory'>,
  url: string,
  somebody: DirectoryPerson,
  { browser = new TestBrowser(), query = '' }: { browser?: TestBrowser; query?: string } = {},
): Promise<{ readonly browser: TestBrowser; readonly reply: PageReply }> {
  const { parameters, wctx } = await beginSignIn(browser, url, query);
  const wresult = await directory.tokenFor(somebody, parameters.get('wtrealm') ?? '');
  return { browser, reply: await answerSignIn(browser, url, { wresult, wctx }) };
}
