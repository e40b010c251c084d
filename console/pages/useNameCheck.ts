import { useEffect, useState } from 'preact/hooks';
import { isTaken } from '../api/tenants.ts';
import { tenantNamePattern } from '../format/tenantName.ts';
import { texts } from '../texts.ts';

const words = texts.add.name;

/** How long nobody types before the service is asked. */
const pauseMs = 300;

export interface NameCheck {
  readonly error?: string;
  readonly note?: string;
}

/** Checks a tenant name while a person types it: its form at once, then whether a tenant has it already. */
export function useNameCheck(name: string): NameCheck {
  const [found, setFound] = useState<{ readonly name: string; readonly taken: boolean | undefined }>();
  const wellFormed = tenantNamePattern.test(name);
  useEffect(() => {
    if (!wellFormed) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      isTaken(name, abort.signal).then(
        (taken) => setFound({ name, taken }),
        // Saving says it.
        () => setFound({ name, taken: undefined }),
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [name, wellFormed]);
  if (name === '') return {};
  if (!wellFormed) return { error: words.malformed };
  if (found?.name !== name) return { note: words.checking };
  if (found.taken === undefined) return {};
  return found.taken ? { error: words.taken(name) } : { note: words.free };
}
