import type { BoundFilter } from './filter/ast.ts';
import { compileFilter, foldingUnits } from './filter/evaluate.ts';
import { fold, isAscii, isObject, type JsonValue, type Elements } from './json.ts';
import { maxOperationWork, patchBudget, sizeOf, type WorkBudget } from './bounds.ts';

/** Units that it takes to find an element again, to choose one, and to make a new one and its key. */
const units = { visit: 3, choose: 3, change: 100 };

/** What one PATCH costs: it is counted while the operations are applied, each of which may look at every element. */
export class PatchWork {
  readonly #all: WorkBudget;
  #operation: WorkBudget;
  /** Each operation compares the same values. */
  readonly #folded = new Map<string, string>();

  constructor(budget: WorkBudget = patchBudget()) {
    this.#all = budget;
    this.#operation = budget.part(maxOperationWork);
  }

  /** An operation begins. It brings `value`, which is read and compared. */
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

  /** The test that a filter is. */
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
    if (isAscii(text)) {
      this.spend(1 + (text.length >> 2));
      return text.toLowerCase();
    }
    const known = this.#folded.get(text);
    if (known !== undefined) return known;
    this.spend(foldingUnits * text.length);
    const folded = fold(text);
    this.#folded.set(text, folded);
    return folded;
  }
}
