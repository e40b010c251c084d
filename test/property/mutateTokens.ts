/** `npm run test:mutations -- 100000 1`: changes so many valid tokens at random, from a seed, and prints what became of them. */
import { mutateTokens } from '../support/tokenMutations.ts';

const [wanted = '100000', seed = String(Math.floor(Math.random() * 2 ** 31))] = process.argv.slice(2);
const started = performance.now();
const { counterexample, ...counts } = await mutateTokens(Number(wanted), Number(seed));
const seconds = Math.round((performance.now() - started) / 1_000);
console.log(`seed ${seed}, ${wanted} changed tokens in ${seconds} s: ${JSON.stringify(counts, null, 2)}`);
if (counterexample !== undefined) {
  console.log(`This was accepted, and says something else than what was signed:\n${counterexample}`);
  process.exitCode = 1;
}
