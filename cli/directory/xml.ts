import { html, type Html } from '../../shared/api/markup.ts';

/**
 * Builds XML on one line, as Entra sends it: without the line breaks of this code. What is put in between is escaped,
 * unless it is XML already, and keeps its line breaks.
 */
export function xml(parts: TemplateStringsArray, ...values: readonly (string | Html)[]): Html {
  // Between attributes a space stays.
  const lines = parts.map((part) => part.replaceAll(/\n\s*(?=<|$)/g, '').replaceAll(/\n\s*/g, ' '));
  return html(Object.assign(lines, { raw: parts.raw }), ...values);
}

export function joined(parts: readonly Html[]): Html {
  return { html: parts.map((part) => part.html).join('') };
}
