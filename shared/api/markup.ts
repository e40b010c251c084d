/** HTML in which every text is escaped. */
export interface Html {
  readonly html: string;
}

type Value = string | number | Html | readonly Html[];

/** Builds HTML: what is put in between is escaped, unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const all = parts.map((part, index) => {
    const value = values[index];
    return value === undefined ? part : `${part}${textOf(value)}`;
  });
  return { html: all.join('') };
}

export const nothing: Html = { html: '' };

function textOf(value: Value): string {
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'string') return escaped(value);
  return 'html' in value ? value.html : value.map((item) => item.html).join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** JSON for a script element, which only `</script>` could end. */
export function scriptJson(value: unknown): Html {
  return { html: JSON.stringify(value).replaceAll('<', String.raw`\u003c`) };
}
