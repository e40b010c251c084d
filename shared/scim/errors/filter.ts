import { defineError, type Shown } from '../error.ts';

/** Errors of filters and of the paths of a PATCH, which share a grammar. Positions are counted from 1. */

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
});

export const filterAttributeUnknown = defineError({
  code: 'filterAttributeUnknown',
  status: 400,
  scimType: 'invalidFilter',
  sentence: (position: Shown, name: string) => wrongFilter(position, `there is no attribute ${name}`),
});

export const filterWithoutElements = defineError({
  code: 'filterWithoutElements',
  status: 400,
  scimType: 'invalidFilter',
  sentence: (position: Shown, path: string) =>
    wrongFilter(position, `${path} has no elements to choose from with [ ]`),
});

export const filterComparison = defineError({
  code: 'filterComparison',
  status: 400,
  scimType: 'invalidFilter',
  sentence: wrongFilter,
});

export const filterNamesSecret = defineError({
  code: 'filterNamesSecret',
  status: 400,
  scimType: 'invalidFilter',
  sentence: (position: Shown, path: string) =>
    wrongFilter(position, `${path} is a secret and can't be filtered on`),
});

export const filterTooMuchWork = defineError({
  code: 'filterTooMuchWork',
  status: 400,
  scimType: 'tooMany',
  sentence: () =>
    'The filter has too many terms for a user with so many values. Ask with fewer terms at a time.',
});

export const pathSyntax = defineError({
  code: 'pathSyntax',
  status: 400,
  scimType: 'invalidPath',
  sentence: wrongPath,
});

export const pathAttributeUnknown = defineError({
  code: 'pathAttributeUnknown',
  status: 400,
  scimType: 'invalidPath',
  sentence: (position: Shown, name: string) => wrongPath(position, `there is no attribute ${name}`),
});

export const pathWithoutElements = defineError({
  code: 'pathWithoutElements',
  status: 400,
  scimType: 'invalidPath',
  sentence: (position: Shown, path: string) =>
    wrongPath(position, `${path} has no elements to choose from with [ ]`),
});
