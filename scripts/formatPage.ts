import { format } from 'oxfmt';
import options from '../.oxfmtrc.json' with { type: 'json' };

/** A page of docs/ as `npm run format` leaves it, so that what is generated passes `npm run lint:format`. */
export async function formatPage(markdown: string): Promise<string> {
  const { code, errors } = await format('page.md', markdown, options);
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return code;
}
