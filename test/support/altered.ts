/**
 * A token, secret or cursor with one other character. Not at its end: the last characters of base64url may say the same as
 * others.
 */
export function altered(text: string): string {
  return text.slice(0, -8) + (text.at(-8) === 'a' ? 'b' : 'a') + text.slice(-7);
}
