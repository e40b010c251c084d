import { checkCycles } from './checkCycles.ts';
import { checkLoaded } from './checkLoaded.ts';
import { checkModules } from './checkModules.ts';
import { checkNames } from './checkNames.ts';
import { checkResources } from './checkResources.ts';
import { checkSecrets } from './checkSecrets.ts';
import { checkTypes } from './checkTypes.ts';
import { BicepError } from './syntax.ts';
import { allTemplates, readTemplate, type Files } from './template.ts';

/**
 * What is wrong with a Bicep file and its modules, as far as it can be told without the compiler: an empty list where nothing is.
 * The compiler has the last word, in .github/workflows/bicep.yml.
 */
export function check(path: string, files: Files): readonly string[] {
  try {
    return allTemplates(readTemplate(path, files)).flatMap((template) => [
      ...checkNames(template),
      ...checkCycles(template),
      ...checkLoaded(template, files),
      ...checkTypes(template),
      ...checkModules(template),
      ...checkResources(template),
      ...checkSecrets(template),
    ]);
  } catch (error) {
    if (error instanceof BicepError) return [error.message];
    throw error;
  }
}
