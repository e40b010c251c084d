import type * as filter from '../../shared/scim/errors/filter.ts';
import type { Descriptions } from './description.ts';

const syntax =
  'The text breaks the grammar of RFC 7644 §3.4.2.2 or §3.5.2; the sentence says what was found and what was expected.';
const names = 'Copy names from [the table](connect-entra.md#4-review-the-attribute-mapping).';

export const filterDescriptions: Descriptions<typeof filter> = {
  filterSyntax: {
    meaning: syntax,
    advice: 'Correct the filter; strings stand in double quotes.',
  },
  filterAttributeUnknown: {
    meaning: 'The attribute is misspelt, or is not in a schema here.',
    advice: names,
  },
  filterWithoutElements: {
    meaning: 'Only a multi-valued complex attribute takes a filter in brackets.',
    advice: 'Name the attribute without brackets.',
  },
  filterComparison: {
    meaning: "The attribute's type does not have the operator, or the value is of another type.",
    advice: 'Compare as the sentence says.',
  },
  filterNamesSecret: {
    meaning: 'PIN and code can neither be read nor searched.',
    advice: 'Choose another matching attribute.',
  },
  filterTooMuchWork: {
    meaning: 'Hundreds of terms met a user with hundreds of values.',
    advice: 'Ask for a part of them at a time.',
  },
  pathSyntax: {
    meaning: syntax,
    advice: 'Correct the target attribute of the mapping.',
  },
  pathAttributeUnknown: {
    meaning: 'The target attribute is misspelt, or is not in a schema here.',
    advice: names,
  },
  pathWithoutElements: {
    meaning: 'Only a multi-valued complex attribute takes a filter in brackets.',
    advice: 'Name the attribute without brackets.',
  },
};
