import type { ComponentChildren } from 'preact';
import type { Loaded } from '../state/load.ts';
import { texts } from '../texts.ts';
import { ProblemBox } from './ProblemBox.tsx';

interface ViewProps<Value> {
  readonly of: Loaded<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

/** Shows what was read; until then that it loads; and why it failed, beside what was read before. */
export function View<Value>({ of: { value, problem, busy, reload }, children }: ViewProps<Value>) {
  return (
    <>
      {problem === undefined ? null : <ProblemBox problem={problem} retry={reload} />}
      {value === undefined ? (
        busy && problem === undefined ? (
          <p class="loading" role="status">
            {texts.loading}
          </p>
        ) : null
      ) : (
        children(value)
      )}
    </>
  );
}

/** Nothing is there yet, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="emptyTitle">{title}</p>
      {children}
    </div>
  );
}
