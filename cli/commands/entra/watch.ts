import { ProvisioningFailure } from '../../entra/failure.ts';
import type { Clock } from '../../entra/wire/clock.ts';
import { InputError } from '../../exitCode.ts';

/**
 * Runs one cycle after the other. A cycle that fails does not end the watch, nor does a source file that is being edited: the
 * next cycle may succeed. The first cycle must find its files and options right.
 *
 * @param intervalMs pause between the end of a cycle and the beginning of the next one.
 * @param failed is given what a cycle has thrown.
 */
export async function watch(
  run: () => Promise<void>,
  intervalMs: number,
  clock: Pick<Clock, 'sleep'>,
  failed: (error: Error) => void,
): Promise<never> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      await run();
    } catch (error) {
      const mayPass = error instanceof ProvisioningFailure || (error instanceof InputError && !isFirst);
      if (!mayPass) throw error;
      failed(error);
    }
    await clock.sleep(intervalMs);
  }
}
