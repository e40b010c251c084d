import type { JsonObject } from '../../scim/json.ts';
import { sizeOf } from '../../scim/bounds.ts';

/**
 * Characters of JSON in one answer, beyond which a page ends before it has as many resources as were asked for (RFC 7644
 * §3.4.2.4 allows that; `itemsPerPage` says how many there are). An answer is written in one go, while all others wait.
 */
export const maxAnswerSize = 4_194_304;

/** The resources of one page, as they are answered. */
export class PageResources {
  readonly resources: JsonObject[] = [];
  readonly #count: number;
  #size = 0;

  constructor(count: number) {
    this.#count = count;
  }

  get full(): boolean {
    return this.resources.length >= this.#count || this.#size >= maxAnswerSize;
  }

  add(resource: JsonObject): void {
    this.resources.push(resource);
    this.#size += sizeOf(resource);
  }
}
