/** How long a finding is repeated, in milliseconds. */
const lifetime = 5_000;

/**
 * Repeats what `look` found for some seconds: anybody may ask after the service's health, and must not be able to keep
 * storage busy by it. By a clock that nobody sets: one that is put right must not keep a finding.
 */
export function remembered<Question, Found>(
  look: (question: Question) => Promise<Found>,
): (question: Question) => Promise<Found> {
  let last: { readonly found: Promise<Found>; readonly at: number } | undefined;
  return (question) => {
    const now = performance.now();
    if (last === undefined || now - last.at > lifetime) last = { found: look(question), at: now };
    return last.found;
  };
}
