import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = [
  ...['README.md', 'ARCHITECTURE.md', 'SECURITY.md'],
  ...readdirSync(join(root, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];

/** What is prose: links in code are examples. */
function proseOf(page: string): string {
  return readFileSync(join(root, page), 'utf8')
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[()[\]]/g, ''));
}

/** The anchors that GitHub gives a page's headings. */
function anchorsOf(page: string): readonly string[] {
  const headings = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map((heading) => heading[1] ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

function linksOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
    /^[a-z]+:/.test(target) ? [] : [target],
  );
}

/** Source files that a page names, as seen from the root or from `shared/`. */
function sourcesOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/`([A-Za-z]+\/[A-Za-z/]+(?:\.test)?\.ts)`/g)].map(([, path = '']) => path);
}

function isSource(path: string): boolean {
  return ['', 'shared', 'cli'].some((folder) => existsSync(join(root, folder, path)));
}

/** Whether a link of a page leads to a file, and to a heading of it where it names one. */
function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(root, join(root, dirname(page), path));
  try {
    readFileSync(join(root, target));
  } catch {
    return false;
  }
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

describe('source files that the documentation names', () => {
  test.each(pages)('exist: %s', (page) => {
    expect(sourcesOf(page).filter((path) => !isSource(path))).toEqual([]);
  });

  test('are found at all', () => {
    expect(sourcesOf('ARCHITECTURE.md')).toContain('api/endpoint.ts');
    expect(isSource('api/missing.ts')).toBe(false);
  });
});

describe('links of the documentation', () => {
  test.each(pages)('of %s lead somewhere', (page) => {
    expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });

  test('are found at all', () => {
    expect(linksOf('README.md')).toContain('docs/settings.md');
    expect(leadsSomewhere('README.md', 'docs/missing.md')).toBe(false);
    expect(leadsSomewhere('README.md', '#no-such-heading')).toBe(false);
  });
});
