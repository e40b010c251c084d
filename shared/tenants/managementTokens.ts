import type { Table } from '../store/tables.ts';
import type { SecretToken } from './credential.ts';
import { readManagementTokens } from './deployment.ts';
import { FreshReads, readDeadlineMs } from './freshReads.ts';
import { tenantLifetimeMs } from './tenantCache.ts';

/** The deployment's management tokens as this process knows them. */
export class ManagementTokens {
  readonly #open: () => Promise<Table>;
  readonly #reads = new FreshReads(() => this.#read());
  #known: { readonly tokens: readonly SecretToken[]; readonly expires: number } | undefined;

  constructor(open: () => Promise<Table>) {
    this.#open = open;
  }

  /** The tokens as they were at most 30 seconds ago; none where they are not known. No storage call. */
  known(): readonly SecretToken[] {
    return this.#known !== undefined && Date.now() < this.#known.expires ? this.#known.tokens : [];
  }

  /**
   * The tokens as they are now: a new one works at once. However many ask, one read at a time goes to storage.
   *
   * @throws ScimError 503 where storage does not answer.
   */
  fresh(): Promise<readonly SecretToken[]> {
    return this.#reads.read('');
  }

  async #read(): Promise<readonly SecretToken[]> {
    // What is found may be as old as the question.
    const asked = Date.now();
    const { tokens } = await readManagementTokens(await this.#open(), AbortSignal.timeout(readDeadlineMs));
    this.#known = { tokens, expires: asked + tenantLifetimeMs };
    return tokens;
  }
}
