/** Entra's default dialect sends booleans as "True" and "False"; others write them in lower case. */
export function booleanFromText(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : undefined;
}
