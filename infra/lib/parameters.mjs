// Writes the template's parameters to a file, and prints a fingerprint of template and parameters: if it equals that
// of the last deployment, nothing has to be deployed. `node parameters.mjs <file> <name>=<value>…
// setting:<name>=<value>…`
import process from 'node:process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const infra = join(import.meta.dirname, '..');
const numbers = ['instanceMemory', 'alwaysReadyInstances', 'maximumInstances'];

const [file, ...words] = process.argv.slice(2);
const pairs = words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
const settings = Object.fromEntries(
  pairs.filter(([name]) => name.startsWith('setting:')).map(([name, value]) => [name.slice(8), value]),
);
const values = {
  ...Object.fromEntries(
    pairs.filter(([name]) => !name.startsWith('setting:')).map(([name, value]) => [name, typed(name, value)]),
  ),
  settings,
};
const fingerprint = createHash('sha256').update(templates()).update(JSON.stringify(values)).digest('hex');
writeFileSync(file, `${JSON.stringify(parameterFile({ ...values, fingerprint }), null, 2)}\n`);
process.stdout.write(fingerprint);

function typed(name, value) {
  if (numbers.includes(name)) return Number(value);
  return name === 'purgeProtection' ? value === 'true' : value;
}

function templates() {
  const names = readdirSync(infra, { recursive: true }).filter(
    (name) => name.endsWith('.bicep') || name === 'workbook.json',
  );
  return names
    .sort()
    .map((name) => `${name}\n${readFileSync(join(infra, name), 'utf8')}`)
    .join('\n');
}

function parameterFile(all) {
  return {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
    contentVersion: '1.0.0.0',
    parameters: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { value }])),
  };
}
