// Prints an error of az from standard input in words. A failed deployment is JSON; its innermost errors have the
// cause.
import process from 'node:process';
import { readFileSync } from 'node:fs';

const text = readFileSync(0, 'utf8').trim();
process.stdout.write(innermost(text) ?? (text.replace(/^ERROR: /gm, '') || 'az gave no reason.'));

function innermost(text) {
  const start = text.indexOf('{');
  if (start === -1) return undefined;
  try {
    const errors = leaves(JSON.parse(text.slice(start, text.lastIndexOf('}') + 1)));
    return [...new Set(errors.map(({ code, message }) => `${code}: ${message}`))].join('\n');
  } catch {
    return undefined;
  }
}

/** The innermost errors. Errors hold others in `error` and `details`, or as JSON in their message. */
function leaves(value) {
  if (value.error !== undefined) return leaves(value.error);
  if (Array.isArray(value.details) && value.details.length > 0) return value.details.flatMap(leaves);
  try {
    return leaves(JSON.parse(value.message));
  } catch {
    return [{ code: value.code, message: value.message }];
  }
}
