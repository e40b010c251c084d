/** The languages of the pages. */
const languages = ['en', 'de', 'fr', 'ja'] as const;

export type Language = (typeof languages)[number];

/**
 * The language that a browser prefers (RFC 9110 §12.5.4), English if it names none of them.
 *
 * @param accepted the header `Accept-Language`.
 */
export function preferredLanguage(accepted: string | null): Language {
  const wanted = (accepted ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, place) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((text) => text.startsWith('q='))?.slice(2);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality), place };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((left, right) => right.quality - left.quality || left.place - right.place);
  for (const { language } of wanted) {
    const known = languages.find((each) => each === language);
    if (known !== undefined) return known;
  }
  return 'en';
}
