import type { Table } from '../store/tables.ts';
import type { SecretToken } from './credential.ts';
import { readManagementTokens } from './deployment.ts';
import { FreshReads, readDeadlineMs } from './freshReads.ts';
import { tenantLifetimeMs } from './tenantCache.ts';

/** The deployment's management tokens, with a cache of this process. */
export class ManagementTokens {
  readonly #open: () => Promise<Table>;
  readonly #reads = new FreshReads(() => this.#read());
  #known: { readonly tokens: readonly SecretToken[]; readonly expires: number } | undefined;

  constructor(open: () => Promise<Table>) {
    this.#open = open;
  }

  /** The tokens as of at most 30 seconds ago; none if they are not cached. No storage call. */
  known(): readonly SecretToken[] {
    return this.#known !== undefined && Date.now() < this.#known.expires ? this.#known.tokens : [];
  }

  /**
   * The tokens in storage, so that a new one works at once. Only one read runs at a time, however many callers wait.
   *
   * @throws ScimError 503 if storage does not answer.
   */
  fresh(): Promise<readonly SecretToken[]> {
    return this.#reads.read('');
  }

  async #read(): Promise<readonly SecretToken[]> {
    // The result may be as old as the question, so its age counts from then.
    const asked = Date.now();
    const { tokens } = await readManagementTokens(await this.#open(), AbortSignal.timeout(readDeadlineMs));
    this.#known = { tokens, expires: asked + tenantLifetimeMs };
    return tokens;
  }
}
