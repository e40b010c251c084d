/** Bytes of a body beyond which it is refused with 413; declared as `maxPayloadSize`. */
export const maxBodyBytes = 1_048_576;
