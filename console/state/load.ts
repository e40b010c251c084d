import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../api/problem.ts';

/** What a screen shows: what was read, or why it could not be read, or both. */
export interface Loaded<Value> {
  /** What was read last. It stays while it is read again, and if that fails. */
  readonly value: Value | undefined;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
  /** Reads it again. */
  readonly reload: () => void;
  /** Puts in what the service has answered to a change. */
  readonly put: (value: Value) => void;
}

/**
 * Reads what a screen shows.
 *
 * @param key what is read: another key forgets the old value.
 * @param everyMs reads it again so often, while the page is visible.
 */
export function useLoad<Value>(
  key: string,
  read: (signal: AbortSignal) => Promise<Value>,
  everyMs?: number,
): Loaded<Value> {
  const [state, setState] = useState<Kept<Value>>({ key, value: undefined, problem: undefined, busy: true });
  const [turn, setTurn] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const abort = new AbortController();
    setState((before) =>
      before.key === key
        ? { ...before, busy: true }
        : { key, value: undefined, problem: undefined, busy: true },
    );
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ key, value, problem: undefined, busy: false });
      },
      (error: unknown) => {
        if (!abort.signal.aborted)
          setState((before) => ({ ...before, problem: asProblem(error), busy: false }));
      },
    );
    return () => {
      abort.abort();
    };
  }, [key, turn]);
  const reload = useCallback(() => {
    setTurn((before) => before + 1);
  }, []);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs, reload]);
  const put = useCallback(
    (value: Value) => {
      setState({ key, value, problem: undefined, busy: false });
    },
    [key],
  );
  const current = state.key === key ? state : { value: undefined, problem: undefined, busy: true };
  return { value: current.value, problem: current.problem, busy: current.busy, reload, put };
}

interface Kept<Value> {
  readonly key: string;
  readonly value: Value | undefined;
  readonly problem: Problem | undefined;
  readonly busy: boolean;
}

/** A change that a person has asked for: at most one at a time. */
export interface Action {
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  /** Starts it; false if it failed, or if one is under way. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>;
  readonly forget: () => void;
}

export function useAction(): Action {
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = async (work: () => Promise<void>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(asProblem(error));
      return false;
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  const forget = () => {
    setProblem(undefined);
  };
  return { busy, problem, run, forget };
}
