import type { HttpRequest } from '@azure/functions';
import { parameterRepeated } from '../scim/errors/request.ts';

/**
 * The parameters of a request's query. Their names are compared without case, as .NET's servers and the Functions host
 * compare them: `?Filter=…` that is taken for an unknown parameter would answer with everybody.
 */
export class Query {
  readonly #values = new Map<string, string[]>();

  constructor(parameters: Iterable<readonly [string, string]>) {
    for (const [name, value] of parameters) {
      const folded = name.toLowerCase();
      const values = this.#values.get(folded);
      if (values === undefined) this.#values.set(folded, [value]);
      else values.push(value);
    }
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /**
   * The value of a parameter that has one; undefined if it is not sent.
   *
   * @throws ScimError 400 `invalidValue` if it is sent more than once: nobody can tell which one is meant.
   */
  one(name: string): string | undefined {
    const values = this.#values.get(name.toLowerCase()) ?? [];
    if (values.length > 1) throw parameterRepeated(name, values.length);
    return values[0];
  }

  /** The value of a parameter that is a list with commas in it: sent more than once, it is one longer list. */
  list(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.join(',');
  }
}

/** From the URL: in `request.query` the host has joined, or dropped, what is sent more than once. */
export function queryOf(request: HttpRequest): Query {
  return new Query(new URL(request.url).searchParams);
}
