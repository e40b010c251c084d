import type { ScimError } from './error.ts';
import { patchTooMuchWork } from './errors/patch.ts';
import { isArray, isObject, type JsonValue } from './json.ts';

/**
 * The computing work of one request, and its limit. A unit is one small step over one value, some hundredths of a
 * microsecond: an attribute looked up, an element visited, a value compared, a few characters of a long text. The code
 * that does the work counts it, before it does it.
 */
export class WorkBudget {
  readonly #maxUnits: number;
  readonly #refusal: () => ScimError;
  readonly #whole: WorkBudget | undefined;
  #spent = 0;

  /**
   * @param maxUnits beyond which the request is refused.
   * @param refusal makes the error.
   * @param whole of which this is a part.
   */
  constructor(maxUnits: number, refusal: () => ScimError, whole?: WorkBudget) {
    this.#maxUnits = maxUnits;
    this.#refusal = refusal;
    this.#whole = whole;
  }

  /** A budget for a part of the request: it has a limit of its own, and counts for the whole. */
  part(maxUnits: number): WorkBudget {
    return new WorkBudget(maxUnits, this.#refusal, this);
  }

  /** Units so far. */
  get spent(): number {
    return this.#spent;
  }

  /** @throws ScimError, that of the budget, if the request needs more than it may have. */
  spend(units: number): void {
    this.#whole?.spend(units);
    this.#spent += units;
    if (this.#spent <= this.#maxUnits) return;
    throw this.#refusal();
  }
}

/** Units of work of one PATCH, far above what any client sends; and of one operation, which is done in one go. */
export const maxPatchWork = 4_000_000;
export const maxOperationWork = 1_500_000;

/** Units of work to read the body of a PATCH. */
const maxReadingWork = 1_200_000;

/** The budget of reading a PATCH. */
export function readingBudget(): WorkBudget {
  return new WorkBudget(maxReadingWork, patchTooMuchWork);
}

/** The budget of applying a PATCH. */
export function patchBudget(): WorkBudget {
  return new WorkBudget(maxPatchWork, patchTooMuchWork);
}

/** Characters that a value takes as JSON, nearly: escapes are not counted. */
export function sizeOf(value: JsonValue): number {
  if (typeof value === 'string') return value.length + 2;
  if (isArray(value)) {
    let size = 2;
    for (const element of value) size += sizeOf(element) + 1;
    return size;
  }
  if (!isObject(value)) return 5;
  let size = 2;
  // Without Object.entries: each user of a list is measured.
  for (const name in value) size += name.length + 4 + sizeOf(value[name] ?? null);
  return size;
}

/**
 * A map that forgets what was set longest ago. Every cache of this process is one, because clients decide how many
 * entries it would have.
 */
export class BoundedMap<Key, Value> {
  readonly #max: number;
  readonly #sizeOf: (value: Value, key: Key) => number;
  readonly #entries = new Map<Key, { readonly value: Value; readonly size: number }>();
  #size = 0;

  /**
   * @param max maximum size of all entries together.
   * @param sizeOf size of one entry, 1 by default. An entry larger than `max` is not kept.
   */
  constructor(max: number, sizeOf: (value: Value, key: Key) => number = () => 1) {
    this.#max = max;
    this.#sizeOf = sizeOf;
  }

  /** Size of all entries together. */
  get size(): number {
    return this.#size;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Makes the entry the last to be forgotten. */
  set(key: Key, value: Value): void {
    this.delete(key);
    const size = this.#sizeOf(value, key);
    if (size > this.#max) return;
    for (const oldest of this.#entries.keys()) {
      if (this.#size + size <= this.#max) break;
      this.delete(oldest);
    }
    this.#entries.set(key, { value, size });
    this.#size += size;
  }

  delete(key: Key): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#size -= entry.size;
  }

  /** The value of the key, made if there is none. */
  getOrMake(key: Key, make: () => Value): Value {
    const known = this.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.set(key, made);
    return made;
  }

  keys(): IterableIterator<Key> {
    return this.#entries.keys();
  }
}

/** Bytes of memory for each character of a compiled text: a term of ten characters becomes nodes and functions of a kilobyte. */
const bytesPerCharacter = 100;

/**
 * Caches of what was compiled of a client's text, one for each resource type: clients send the same few filters and paths
 * in every cycle.
 *
 * @param maxBytes of memory of each cache.
 */
export function compiledTexts<Compiled>(maxBytes: number): (type: object) => BoundedMap<string, Compiled> {
  const byType = new WeakMap<object, BoundedMap<string, Compiled>>();
  return (type) => {
    const known =
      byType.get(type) ??
      new BoundedMap<string, Compiled>(maxBytes, (_, text) => text.length * bytesPerCharacter);
    byType.set(type, known);
    return known;
  };
}

/** Bytes of a body beyond which it is refused with 413; declared as `maxPayloadSize`. */
export const maxBodyBytes = 1_048_576;

/**
 * Characters of known attributes in the body of a POST or PUT, nearly, beyond which it is refused: four times as much
 * as a user can hold. Unknown attributes are not counted.
 */
export const maxSentSize = 262_144;
