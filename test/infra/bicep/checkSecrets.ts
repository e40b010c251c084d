import type { Expression, Parameter } from './syntax.ts';
import { finding, literal, withoutSymbol, type Template } from './template.ts';
import { walk } from './walk.ts';

const secretWord =
  /connectionString|instrumentationKey|password|passwd|secret(?!s?Uri)|sharedKey|accessKey|accountKey|sasToken|primaryKey/i;

/** Whether no output tells a secret, and no secret has a default: both are kept in the history of deployments. */
export function checkSecrets(template: Template): readonly string[] {
  return [
    ...template.outputs
      .filter(({ name, value }) => secretWord.test(name) || holdsSecret(template, value))
      .map(({ name, place }) => finding(template, place, `The output ${name} tells a secret.`)),
    ...template.parameters
      .filter(
        (parameter) =>
          isSecure(parameter) && parameter.value !== undefined && literal(parameter.value) !== '',
      )
      .map(({ name, place }) => finding(template, place, `The secret ${name} has a default.`)),
  ];
}

function isSecure({ decorators }: Parameter): boolean {
  return decorators.some(({ name }) => name === 'secure');
}

/** Whether an expression holds a key that Azure lists, a secret of a resource, or a parameter that is one. */
export function holdsSecret(template: Template, value: Expression): boolean {
  return [...walk(value)].some(({ expression }) => {
    if (expression.kind === 'call') return /^(list[A-Z]|list$|getSecret$|reference$)/.test(expression.name);
    if (expression.kind === 'member')
      return secretWord.test(expression.name) || isSecretOutput(template, expression);
    if (expression.kind === 'index') return secretWord.test(String(literal(expression.index)));
    return expression.kind === 'name' && isSecretName(template, expression.name);
  });
}

function isSecretName(template: Template, name: string): boolean {
  const symbol = template.symbols.get(name);
  if (symbol?.kind === 'param') return isSecure(symbol);
  return symbol?.kind === 'var' && holdsSecret(withoutSymbol(template, name), symbol.value);
}

function isSecretOutput(template: Template, { of, name }: Extract<Expression, { kind: 'member' }>): boolean {
  if (of.kind !== 'member' || of.name !== 'outputs' || of.of.kind !== 'name') return false;
  const module = template.modules.get(of.of.name);
  const output = module?.outputs.find((one) => one.name === name);
  return module !== undefined && output !== undefined && holdsSecret(module, output.value);
}
