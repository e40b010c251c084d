import type { BoundFilter } from './filter/ast.ts';
import { compileFilter, foldOnce } from './filter/evaluate.ts';
import { isObject, type JsonValue, type Elements, type JsonObject } from './json.ts';
import { maxOperationWork, patchBudget, sizeOf, type WorkBudget } from './bounds.ts';
import type { Operation } from './dialect/operations.ts';
import { prune } from './dialect/canonical.ts';
import { attributeAlwaysSet, attributeNotRemovable } from './errors/patch.ts';
import { attributeEmpty } from './errors/user.ts';
import { pathOf } from './path.ts';
import type { Attribute } from './schema/attributes.ts';

/** Units of work to find an element again, to choose one, and to make a new one and its key. */
const units = { visit: 3, choose: 3, change: 100 };

/** The work of one PATCH. It is counted while the operations are applied, each of which may look at every element. */
export class PatchWork {
  readonly #all: WorkBudget;
  #operation: WorkBudget;
  /** Operations compare the same values again and again. */
  readonly #folded = new Map<string, string>();

  constructor(budget: WorkBudget = patchBudget()) {
    this.#all = budget;
    this.#operation = budget.part(maxOperationWork);
  }

  /** Begins an operation, whose `value` is read and compared. */
  begin(value: JsonValue): void {
    this.#operation = this.#all.part(maxOperationWork);
    this.spend(1 + (sizeOf(value) >> 2));
  }

  /** @throws ScimError 413 if the operation, or the whole PATCH, needs more than it may have. */
  spend(count: number): void {
    this.#operation.spend(count);
  }

  visit(elements: Elements): void {
    this.spend(elements.length * units.visit);
  }

  /** `elements` are made anew. */
  change(elements: Elements): void {
    for (const element of elements) this.spend(units.change + (sizeOf(element) >> 2));
  }

  /** Makes a test of a filter. */
  matcher(filter: BoundFilter | undefined): (element: JsonValue) => boolean {
    if (filter === undefined) return isObject;
    const matches = compileFilter(filter, this.#folded);
    return (element) => {
      this.spend(units.choose);
      return isObject(element) && matches(element, this);
    };
  }

  /** Folds each text once. */
  fold(text: string): string {
    return foldOnce(text, this.#folded, this);
  }
}

/** `old` with the members of `given`, where null removes; undefined if nothing is left. */
export function mergeObject(old: JsonObject, given: JsonObject): JsonObject | undefined {
  const merged = prune({ ...old, ...given });
  return isObject(merged) ? merged : undefined;
}

/** Whether an operation takes something away, and gives nothing. */
export function takes({ op, value }: Operation): boolean {
  return op === 'remove' || value === null;
}

/** Refuses to leave a required attribute, or one that always has a value, without one. */
export function refuseRemoval(attribute: Attribute, operation: Operation): void {
  if (!attribute.required && attribute.defaultValue === undefined) return;
  const path = pathOf(operation.target);
  if (operation.op === 'remove' && attribute.defaultValue !== undefined) {
    const [other, switched] = attribute.defaultValue ? ['false', 'off'] : ['true', 'on'];
    throw attributeAlwaysSet(path, other, switched);
  }
  if (operation.op === 'remove') throw attributeNotRemovable(path);
  throw attributeEmpty(path);
}

const labels: ReadonlySet<string> = new Set(['type', 'primary', 'display', '$ref']);

/**
 * Whether `operation` has taken so much from a complex value that it means nothing any more: the rest only describes a
 * value that is gone, as `type` and `primary` of an e-mail do. A value to which something was given stays: Entra builds
 * an element up with one operation for each sub-attribute, in any order.
 */
export function saysNothing(attribute: Attribute, value: JsonObject, operation: Operation): boolean {
  // If an attribute has nothing but such sub-attributes, they are what it says.
  const describes = attribute.subAttributes.some(({ name }) => !labels.has(name));
  return (
    takes(operation) &&
    describes &&
    !attribute.extension &&
    Object.keys(value).every((name) => labels.has(name))
  );
}
