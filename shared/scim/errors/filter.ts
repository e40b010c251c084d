import { defineError, type Shown } from '../error.ts';

/** Errors of filters and of the paths of a PATCH, which share a grammar. Positions are counted from 1. */

const syntax =
  'The text breaks the grammar of RFC 7644 §3.4.2.2 or §3.5.2; the sentence says what was found and what was expected.';
const names = 'Copy names from [the table](connect-entra.md#4-review-the-attribute-mapping).';

function wrongFilter(position: Shown, problem: string): string {
  return `The filter is wrong at position ${position}: ${problem}.`;
}

function wrongPath(position: Shown, problem: string): string {
  return `The path is wrong at position ${position}: ${problem}.`;
}

export const filterSyntax = defineError({
  code: 'filterSyntax',
  status: 400,
  scimType: 'invalidFilter',
  sentence: wrongFilter,
  meaning: syntax,
  advice: 'Correct the filter; strings stand in double quotes.',
});

export const filterAttributeUnknown = defineError({
  code: 'filterAttributeUnknown',
  status: 400,
  scimType: 'invalidFilter',
  sentence: (position: Shown, name: string) => wrongFilter(position, `there is no attribute ${name}`),
  meaning: 'The attribute is misspelt, or is not in a schema here.',
  advice: names,
});

export const filterWithoutElements = defineError({
  code: 'filterWithoutElements',
  status: 400,
  scimType: 'invalidFilter',
  sentence: (position: Shown, path: string) =>
    wrongFilter(position, `${path} has no elements to choose from with [ ]`),
  meaning: 'Only a multi-valued complex attribute takes a filter in brackets.',
  advice: 'Name the attribute without brackets.',
});

export const filterComparison = defineError({
  code: 'filterComparison',
  status: 400,
  scimType: 'invalidFilter',
  sentence: wrongFilter,
  meaning: "The attribute's type does not have the operator, or the value is of another type.",
  advice: 'Compare as the sentence says.',
});

export const filterNamesSecret = defineError({
  code: 'filterNamesSecret',
  status: 400,
  scimType: 'invalidFilter',
  sentence: (position: Shown, path: string) =>
    wrongFilter(position, `${path} is a secret and can't be filtered on`),
  meaning: 'PIN and code can neither be read nor searched.',
  advice: 'Choose another matching attribute.',
});

export const filterTooMuchWork = defineError({
  code: 'filterTooMuchWork',
  status: 400,
  scimType: 'tooMany',
  sentence: () =>
    'The filter has too many terms for a user with so many values. Ask with fewer terms at a time.',
  meaning: 'Hundreds of terms met a user with hundreds of values.',
  advice: 'Ask for a part of them at a time.',
});

export const pathSyntax = defineError({
  code: 'pathSyntax',
  status: 400,
  scimType: 'invalidPath',
  sentence: wrongPath,
  meaning: syntax,
  advice: 'Correct the target attribute of the mapping.',
});

export const pathAttributeUnknown = defineError({
  code: 'pathAttributeUnknown',
  status: 400,
  scimType: 'invalidPath',
  sentence: (position: Shown, name: string) => wrongPath(position, `there is no attribute ${name}`),
  meaning: 'The target attribute is misspelt, or is not in a schema here.',
  advice: names,
});

export const pathWithoutElements = defineError({
  code: 'pathWithoutElements',
  status: 400,
  scimType: 'invalidPath',
  sentence: (position: Shown, path: string) =>
    wrongPath(position, `${path} has no elements to choose from with [ ]`),
  meaning: 'Only a multi-valued complex attribute takes a filter in brackets.',
  advice: 'Name the attribute without brackets.',
});
