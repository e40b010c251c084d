import type { Elements } from './elements.ts';
import type { BoundFilter } from './filter/bind.ts';
import { compileFilter, foldingUnits } from './filter/evaluate.ts';
import { fold, isAscii } from './fold.ts';
import { isObject, type JsonValue } from './json.ts';
import { patchBudget, sizeOf, type WorkBudget } from './work.ts';

/** Units that it takes to find an element again, to choose one, and to make a new one and its key. */
const units = { visit: 3, choose: 3, change: 100 };

/** What one PATCH costs: it is counted while the operations are applied, each of which may look at every element. */
export class PatchWork {
  readonly budget: WorkBudget;
  /** Each operation compares the same values. */
  readonly #folded = new Map<string, string>();

  constructor(budget: WorkBudget = patchBudget()) {
    this.budget = budget;
  }

  /** An operation brings `value`, which is read and compared. */
  bring(value: JsonValue): void {
    this.budget.spend(1 + (sizeOf(value) >> 2));
  }

  visit(elements: Elements): void {
    this.budget.spend(elements.length * units.visit);
  }

  /** `elements` are made anew. */
  change(elements: Elements): void {
    for (const element of elements) this.budget.spend(units.change + (sizeOf(element) >> 2));
  }

  /** The test that a filter is. */
  matcher(filter: BoundFilter | undefined): (element: JsonValue) => boolean {
    if (filter === undefined) return isObject;
    const matches = compileFilter(filter, this.#folded);
    return (element) => {
      this.budget.spend(units.choose);
      return isObject(element) && matches(element, this.budget);
    };
  }

  /** Folds each text once. */
  fold(text: string): string {
    if (isAscii(text)) {
      this.budget.spend(1 + (text.length >> 2));
      return text.toLowerCase();
    }
    const known = this.#folded.get(text);
    if (known !== undefined) return known;
    this.budget.spend(foldingUnits * text.length);
    const folded = fold(text);
    this.#folded.set(text, folded);
    return folded;
  }
}
