/** Whether a text is a GUID (RFC 9562 §4) in lower case, as Entra and this service write them. */
export function isGuid(text: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(text);
}
