/**
 * Runs what ends when `signal` is aborted, and after `timeoutMs` at the latest. It ends then even if what runs does not
 * look at its signal, as the identity library does while it waits for a token.
 *
 * By hand instead of `AbortSignal.any` with `AbortSignal.timeout`: that timer would live on after each call.
 */
export async function withinTime<Result>(
  signal: AbortSignal,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(new DOMException('The attempt took too long.', 'TimeoutError'));
  }, timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise<Result>((resolve, reject) => {
      controller.signal.addEventListener(
        'abort',
        () => {
          reject(new DOMException('The attempt was ended.', 'TimeoutError'));
        },
        { once: true },
      );
      run(controller.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
