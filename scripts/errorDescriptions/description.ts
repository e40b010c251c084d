import type { ErrorFunction, Shown } from '../../shared/scim/error.ts';

type Arguments = readonly (Shown | undefined)[];

/** What docs/errors.md and docs/troubleshoot.md say of an error, beside its sentence. */
export interface Description<Args extends Arguments = Arguments> {
  /** When it happens. */
  readonly meaning: string;
  /** What the reader does about it. */
  readonly advice: string;
  /** Arguments of the sentence, if it is so different that `…` would hide it. */
  readonly examples?: readonly Args[];
}

/** A description for each error of a table, by its code. */
export type Descriptions<Table> = {
  readonly [Code in keyof Table]: Table[Code] extends ErrorFunction<infer Args> ? Description<Args> : never;
};
