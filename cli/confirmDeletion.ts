import { confirmByTyping, isTypable } from './confirm.ts';
import { exitCode } from './exitCode.ts';
import type { Output } from './output.ts';

/** A user or group that is about to be deleted. */
export interface MeantDeletion {
  /** `user "Jane"` */
  readonly what: string;
  /** What is deleted with it, as a sentence. */
  readonly consequence: string;
  /** The attribute that the person types; the id, if its value cannot be typed. */
  readonly attribute: string;
  readonly value: string;
  readonly id: string;
}

/** Asks before a deletion, unless `yes`. @returns false if it is not meant: that is said, and the exit code set. */
export async function confirmDeletion(
  output: Output,
  yes: boolean | undefined,
  { what, consequence, attribute, value, id }: MeantDeletion,
): Promise<boolean> {
  if (yes === true) return true;
  const [called, word] = isTypable(value) ? [attribute, value] : ['id', id];
  const question = `\n${consequence}\nType its ${called}, ${word}, to go on: `;
  if (await confirmByTyping(question, word, `To delete the ${what}, add --yes.`)) return true;
  output.note('Nothing was deleted.');
  process.exitCode = exitCode.nothingDone;
  return false;
}
