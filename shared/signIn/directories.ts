import { setTimeout as wait } from 'node:timers/promises';
import { issuerOf, issuerTemplate, fetchDocument, UnusableDocument } from '../auth/entraDocuments.ts';
import { BoundedMap } from '../scim/bounds.ts';
import { TokenBuckets } from '../throttle/throttle.ts';
import { metadataLimits, readFederationMetadata, type DirectoryMetadata } from './federationMetadata.ts';
import { SignInRefused } from './refusals.ts';

/** Where a tenant's people sign in. */
export interface DirectoryAddress {
  readonly tenant: string;
  readonly directoryId: string;
  readonly metadataUrl: string;
}

/** Times in milliseconds. */
export interface DirectoryLimits {
  /** For the whole document. */
  readonly timeout: number;
  /** How long a sign-in waits for a fetch if there is an earlier copy. */
  readonly patience: number;
  /** How long a copy is used without fetching again. */
  readonly fresh: number;
  /** How long a copy is used while fetching fails. */
  readonly stale: number;
  /** Pause of one directory after a fetch that failed, or that an unknown certificate caused. */
  readonly pause: number;
  /** Fetches a minute because of unknown certificates, of the whole instance. */
  readonly rereadsPerMinute: number;
}

export const directoryLimits: DirectoryLimits = {
  timeout: 5_000,
  patience: 1_000,
  fresh: 86_400_000,
  stale: 7 * 86_400_000,
  pause: 60_000,
  rereadsPerMinute: 20,
};

const maxDirectories = 1_000;

/** One key for all tenants: the limit is that of the instance. */
const everyTenant = '';

/** The metadata of all tenants' directories, cached. */
export class Directories {
  readonly #authority: string;
  readonly #limits: DirectoryLimits;
  readonly #now: () => number;
  readonly #directories = new BoundedMap<string, Directory>(maxDirectories);
  readonly #rereads: TokenBuckets;

  /**
   * @param authority origin of Entra, without a slash at its end.
   * @param now milliseconds of a clock that only goes forward.
   */
  constructor(authority: string, limits: DirectoryLimits = directoryLimits, now = () => performance.now()) {
    this.#authority = authority;
    this.#limits = limits;
    this.#now = now;
    const { rereadsPerMinute } = limits;
    this.#rereads = new TokenBuckets({ perSecond: rereadsPerMinute / 60, burst: rereadsPerMinute });
  }

  /**
   * The metadata as of at most 24 hours ago; an older copy if the directory does not answer.
   *
   * @throws SignInRefused `metadataUnavailable`; its cause says why.
   */
  metadataOf(address: DirectoryAddress): Promise<DirectoryMetadata> {
    return this.#directoryOf(address).current();
  }

  /**
   * Fetches the metadata again, because a signature's certificate is unknown.
   *
   * @returns undefined if it was fetched a moment ago, or can't be fetched: then nothing new is known.
   */
  async readAgain(address: DirectoryAddress): Promise<DirectoryMetadata | undefined> {
    const directory = this.#directoryOf(address);
    const now = this.#now();
    // Anybody can send a signature of an unknown certificate.
    if (!directory.mayFetch() || this.#rereads.wait(everyTenant, now) > 0) return undefined;
    this.#rereads.take(everyTenant, now);
    return directory.fetchAgain();
  }

  #directoryOf({ tenant, directoryId, metadataUrl }: DirectoryAddress): Directory {
    const key = JSON.stringify([tenant, directoryId, metadataUrl]);
    return this.#directories.getOrMake(
      key,
      () => new Directory(this.#fetcher(directoryId, metadataUrl), this.#limits, this.#now),
    );
  }

  #fetcher(directoryId: string, metadataUrl: string): () => Promise<DirectoryMetadata> {
    const authority = this.#authority;
    const issuer = issuerOf(directoryId, issuerTemplate(authority, 'v1'));
    return async () => {
      // Checked when it was set, too; but the deployment's setting may have changed.
      if (URL.parse(metadataUrl)?.origin !== authority)
        throw new UnusableDocument(`The metadata URL is not at ${authority}.`);
      const text = await fetchDocument(metadataUrl, {
        signal: AbortSignal.timeout(this.#limits.timeout),
        maxBytes: metadataLimits.bytes,
        accept: 'application/samlmetadata+xml, application/xml, text/xml',
      });
      return readFederationMetadata(text, { issuer, authority });
    };
  }
}

/** One directory's metadata: one fetch at a time, pauses, and the last good copy. */
class Directory {
  readonly #fetch: () => Promise<DirectoryMetadata>;
  readonly #limits: DirectoryLimits;
  readonly #now: () => number;
  #held: { readonly at: number; readonly metadata: DirectoryMetadata } | undefined;
  #failure: unknown;
  #notBefore = -Infinity;
  #running: Promise<void> | undefined;

  constructor(fetch: () => Promise<DirectoryMetadata>, limits: DirectoryLimits, now: () => number) {
    this.#fetch = fetch;
    this.#limits = limits;
    this.#now = now;
  }

  async current(): Promise<DirectoryMetadata> {
    if (this.#believed(this.#limits.fresh) === undefined) {
      const refreshed = this.#refresh();
      // Nobody waits long for a slow directory if there is a copy.
      const known = this.#believed(this.#limits.stale) !== undefined;
      await (known
        ? Promise.race([refreshed, wait(this.#limits.patience, undefined, { ref: false })])
        : refreshed);
    }
    const metadata = this.#believed(this.#limits.stale);
    if (metadata === undefined) throw new SignInRefused('metadataUnavailable', this.#failure);
    return metadata;
  }

  mayFetch(): boolean {
    return this.#running !== undefined || this.#now() >= this.#notBefore;
  }

  /** @returns undefined if the fetch fails. */
  async fetchAgain(): Promise<DirectoryMetadata | undefined> {
    await this.#refresh();
    this.#pause();
    return this.#failure === undefined ? this.#held?.metadata : undefined;
  }

  #believed(milliseconds: number): DirectoryMetadata | undefined {
    const held = this.#held;
    return held !== undefined && this.#now() - held.at < milliseconds ? held.metadata : undefined;
  }

  #refresh(): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    if (this.#now() < this.#notBefore) return Promise.resolve();
    this.#running = this.#read().finally(() => {
      if (this.#failure !== undefined) this.#pause();
      this.#running = undefined;
    });
    return this.#running;
  }

  #pause(): void {
    this.#notBefore = this.#now() + this.#limits.pause;
  }

  async #read(): Promise<void> {
    try {
      this.#held = { metadata: await this.#fetch(), at: this.#now() };
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    }
  }
}
