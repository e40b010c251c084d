import type { Answer } from '../response.ts';

/** What the management API answers with; the SCIM endpoints have a media type of their own. */
export function jsonAnswer(
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, body, headers, mediaType: 'application/json' };
}

export function createdAnswer(location: string, body: object): Answer {
  return jsonAnswer(201, body, { Location: location });
}
