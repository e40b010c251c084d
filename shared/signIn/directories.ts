import { issuerOf, issuerTemplate, fetchDocument, UnusableDocument } from '../auth/entraDocuments.ts';
import { HeldDocument, type HoldingLimits } from '../auth/heldDocument.ts';
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
export interface DirectoryLimits extends HoldingLimits {
  /** For the whole document. */
  readonly timeout: number;
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

type Metadata = HeldDocument<DirectoryMetadata>;

const maxDirectories = 1_000;

/** One key for all tenants: the limit is that of the instance. */
const everyTenant = '';

/** The metadata of all tenants' directories, cached. */
export class Directories {
  readonly #authority: string;
  readonly #limits: DirectoryLimits;
  readonly #now: () => number;
  readonly #directories = new BoundedMap<string, Metadata>(maxDirectories);
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
  async metadataOf(address: DirectoryAddress): Promise<DirectoryMetadata> {
    const directory = this.#directoryOf(address);
    const metadata = await directory.read();
    if (metadata === undefined) throw new SignInRefused('metadataUnavailable', directory.failure);
    return metadata;
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
    return directory.readAgain();
  }

  #directoryOf({ tenant, directoryId, metadataUrl }: DirectoryAddress): Metadata {
    const key = JSON.stringify([tenant, directoryId, metadataUrl]);
    return this.#directories.getOrMake(
      key,
      () => new HeldDocument(this.#fetcher(directoryId, metadataUrl), this.#limits, this.#now, 'failed'),
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
