import { ScimError } from '../scim/error.ts';
import { fold } from '../scim/json.ts';
import type { StoredResource } from '../scim/represent.ts';
import type { Partition } from '../store/partition.ts';
import { readByExternalId, readByUserName } from '../store/readUsers.ts';
import type { Table } from '../store/tables.ts';
import type { SignInAddresses } from '../tenants/singleSignOn.ts';
import type { SingleSignOn } from '../tenants/tenant.ts';
import { useAssertion } from '../tenants/usedAssertions.ts';
import type { TenantContext, UserServices } from '../users/context.ts';
import type { Directories, DirectoryAddress } from './directories.ts';
import type { DirectoryMetadata } from './federationMetadata.ts';
import { personOf, type Person, registerPerson } from './person.ts';
import { SignInRefused, type SignInRefusal } from './refusals.ts';
import { readSignInResponse, type RelyingParty, type SignInClaims } from './response.ts';

/** Services that a sign-in needs. */
interface SignInServices extends UserServices {
  readonly directories: Pick<Directories, 'metadataOf' | 'readAgain'>;
  table(name: 'scimUsers' | 'scimTenants'): Promise<Table>;
}

/** A sign-in that the directory has answered. */
export interface SignInCall extends TenantContext {
  readonly service: SignInServices;
  readonly singleSignOn: SingleSignOn;
  readonly directory: DirectoryAddress;
  readonly addresses: SignInAddresses;
  /** The issuer of the directory's assertions. */
  readonly issuer: string;
}

/** A refusal of somebody whom the directory has named. */
export class PersonRefused extends SignInRefused {
  readonly claims: SignInClaims;
  /** Undefined if the tenant has no such user. */
  readonly user: StoredResource | undefined;

  constructor(reason: SignInRefusal, claims: SignInClaims, user?: StoredResource, cause?: unknown) {
    super(reason, cause);
    this.claims = claims;
    this.user = user;
  }
}

/** Somebody who may sign in. */
export interface Admitted {
  readonly user: StoredResource;
  readonly person: Person;
}

/**
 * Decides by the directory's answer who signs in: the answer is genuine and for this tenant, was not used before, and
 * names an active user.
 *
 * @throws SignInRefused; ScimError 503
 */
export async function signIn(call: SignInCall, wresult: string): Promise<Admitted> {
  const claims = await readAnswer(call, wresult);
  const { service, signal } = call;
  const { assertionId, expires } = claims;
  const use = { issuer: `saml ${call.issuer}`, id: assertionId, expires };
  if (!(await useAssertion(await service.table('scimTenants'), use, signal)))
    throw new PersonRefused('assertionUsed', claims);
  const user = await userOf(call, claims);
  const person = personOf(user);
  if (!person.active) throw new PersonRefused('userDisabled', claims, user);
  return { user, person };
}

/** Checks the answer. If no known certificate made its signature, the metadata is read again, once. */
async function readAnswer(call: SignInCall, wresult: string): Promise<SignInClaims> {
  const { directories } = call.service;
  const metadata = await directories.metadataOf(call.directory);
  try {
    return await readSignInResponse(wresult, partyOf(call, metadata), new Date());
  } catch (error) {
    if (!(error instanceof SignInRefused) || error.reason !== 'certificateUnknown') throw error;
    const latest = await directories.readAgain(call.directory);
    if (latest === undefined) throw error;
    return readSignInResponse(wresult, partyOf(call, latest), new Date());
  }
}

function partyOf(
  { addresses, directory, issuer }: SignInCall,
  { certificates }: DirectoryMetadata,
): RelyingParty {
  const { realm, replyUrl } = addresses;
  const { directoryId } = directory;
  return { realm, replyUrl, issuer, directoryId, certificates: certificates.map(({ pem }) => pem) };
}

/** The user of the person whom the directory names; registered if there is none and the tenant wants that. */
async function userOf(call: SignInCall, claims: SignInClaims): Promise<StoredResource> {
  const partition = {
    table: await call.service.table('scimUsers'),
    tenant: call.tenant.name,
    signal: call.signal,
  };
  const found = await matchingUser(partition, call.singleSignOn, claims);
  if (found !== undefined) return found;
  if (!call.singleSignOn.automaticRegistration) throw new PersonRefused('userUnknown', claims);
  try {
    return await registerPerson(call, claims);
  } catch (error) {
    if (!(error instanceof ScimError) || error.status >= 500) throw error;
    // The same person in another window may have been faster.
    const other = await matchingUser(partition, call.singleSignOn, claims);
    if (other !== undefined) return other;
    throw new PersonRefused('registrationRefused', claims, undefined, error);
  }
}

/** One storage call. What the index finds is compared again: its keys are folded, and those of long values hashed. */
async function matchingUser(
  partition: Partition,
  { match }: SingleSignOn,
  claims: SignInClaims,
): Promise<StoredResource | undefined> {
  const { objectId, userName } = claims;
  if (match === 'externalId') {
    const user = (await readByExternalId(partition, objectId))?.user;
    return user?.attributes.externalId === objectId ? user : undefined;
  }
  if (userName === undefined) throw new PersonRefused('userNameMissing', claims);
  const user = (await readByUserName(partition, userName))?.user;
  const stored = user?.attributes.userName;
  return typeof stored === 'string' && fold(stored) === fold(userName) ? user : undefined;
}
