/** `npm run test:property:patch -- 100000 1`: sends so many random PATCHes twice, from a seed, and prints what became of them. */
import { repeatPatches } from '../support/repeatedPatches.ts';

const [wanted = '100000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
const { counterexample, ...counts } = repeatPatches(Number(wanted), Number(seed));
console.log(`seed ${seed}: ${JSON.stringify(counts)}`);
if (counterexample !== undefined) {
  console.log(`Sent again, this does something else: ${counterexample}`);
  process.exitCode = 1;
}
