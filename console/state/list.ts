import { useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem.ts';
import { useLoad } from './load.ts';

export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** What to ask the next page with; undefined on the last one. */
  readonly next: string | undefined;
  /** How many there are in all, if the service counts them. */
  readonly total: number | undefined;
}

/** Reads a page. @param cursor undefined for the first one. */
export type ReadPage<Item> = (cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Item>>;

/** A list that grows page by page. */
export interface List<Item> {
  /** Undefined until the first page is there. */
  readonly value: ListPage<Item> | undefined;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
  readonly reload: () => void;
  readonly put: (value: ListPage<Item>) => void;
  readonly more: () => Promise<void>;
}

/** @param key what is listed: another key begins a new list. */
export function useList<Item>(key: string, read: ReadPage<Item>, everyMs?: number): List<Item> {
  const first = useLoad(key, (signal) => read(undefined, signal), everyMs);
  const [later, setLater] = useState<Later<Item>>();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<Failed<Item>>();
  // What followed an earlier first page follows no other, and what failed after it is over.
  const known = later?.after === first.value ? later : undefined;
  const problem = failed?.after === first.value ? failed?.problem : undefined;
  const next = known === undefined ? first.value?.next : known.next;
  const more = async (): Promise<void> => {
    if (next === undefined || busy) return;
    setBusy(true);
    try {
      const page = await read(next, new AbortController().signal);
      setLater({ after: first.value, items: [...(known?.items ?? []), ...page.items], next: page.next });
      setFailed(undefined);
    } catch (error) {
      setFailed({ after: first.value, problem: asProblem(error) });
    } finally {
      setBusy(false);
    }
  };
  const value = first.value && {
    ...first.value,
    items: known === undefined ? first.value.items : [...first.value.items, ...known.items],
    next,
  };
  return { ...first, value, problem: first.problem ?? problem, busy: first.busy || busy, more };
}

interface Later<Item> {
  readonly after: ListPage<Item> | undefined;
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

interface Failed<Item> {
  readonly after: ListPage<Item> | undefined;
  readonly problem: Problem;
}
