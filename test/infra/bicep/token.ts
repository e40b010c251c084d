import type { Place } from './syntax.ts';

/** A string holds its text and, for each `${…}`, the tokens between the braces. */
export interface StringToken {
  readonly kind: 'string';
  readonly parts: readonly (string | readonly Token[])[];
  readonly place: Place;
}

export type Token =
  | StringToken
  | { readonly kind: 'identifier' | 'sign'; readonly text: string; readonly place: Place }
  | { readonly kind: 'number'; readonly text: string; readonly place: Place }
  | { readonly kind: 'newline' | 'end'; readonly text: ''; readonly place: Place };
