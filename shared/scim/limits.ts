/** Bytes of a body beyond which it is refused with 413; declared as `maxPayloadSize`. */
export const maxBodyBytes = 1_048_576;

/**
 * Characters of known attributes in the body of a POST or PUT, nearly, beyond which nothing is made of it: four times as much as
 * a user can hold. What is unknown is ignored and not counted.
 */
export const maxSentSize = 262_144;
