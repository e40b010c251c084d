import { redacted } from '../wire/redact.ts';
import type { LogEntry } from './entry.ts';

/**
 * What was done to an entry, or why not, in a few words for a table.
 *
 * @param secretMark follows the name of an attribute whose value the log hides.
 */
export function whatOf({ action, status, modified, error, steps }: LogEntry, secretMark = ''): string {
  // A table is too narrow for URNs.
  if (error !== undefined) return `${error.code}: ${error.reason.replaceAll(/urn:[\w.:-]+:(?=\w)/g, '')}`;
  // A create sends nearly all attributes, so a number says more than the list.
  if (action === 'create') return `${modified.length} attributes`;
  if (status === 'skipped' || modified.length === 0) return steps.at(-1)?.description ?? '';
  return shortened(
    modified.map(({ name, after }) => {
      if (name === 'members') return `${name}: ${after}`;
      return `${shortName(name)}${after === redacted ? secretMark : ''}`;
    }),
  );
}

/** `emails.work` for a value path, the name alone for an attribute of an extension. */
function shortName(path: string): string {
  const element = /^(\w+)\[\w+ eq "(\w+)"\]\.(\w+)$/.exec(path);
  if (element === null) return path.replace(/^urn:.*:/, '');
  const [, attribute = '', type = '', part = ''] = element;
  return part === 'value' ? `${attribute}.${type}` : `${attribute}.${type}.${part}`;
}

/** Parts of one attribute in a row share its name: `name.givenName, .formatted`. */
function shortened(labels: readonly string[]): string {
  const owner = (label: string | undefined): string => label?.slice(0, label.lastIndexOf('.') + 1) ?? '';
  return labels
    .map((label, index) => {
      const same = owner(label) !== '' && owner(label) === owner(labels[index - 1]);
      return same ? label.slice(owner(label).length - 1) : label;
    })
    .join(', ');
}
