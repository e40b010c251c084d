import fc from 'fast-check';
import { SignInRefused } from '../../shared/signIn/refusals.ts';
import { readSignInResponse, type RelyingParty } from '../../shared/signIn/response.ts';
import { parseXml } from '../../shared/signIn/xml/elements.ts';
import { signedBytes } from '../../shared/signIn/xml/signature.ts';
import { fixture, now, relyingParty, signedToken } from './signedTokens.ts';

// What of a changed token may be accepted: one whose canonical form is exactly the one that was signed, so that it says
// the same. It may differ from the token that was signed
// - outside the assertion, in the response of WS-Trust, of which nothing is read;
// - in KeyInfo, which is not read;
// - in what XML has several ways to write: white space in tags and around base64, kinds of quotes, characters by number,
//   empty elements, declarations of namespaces that nobody uses.

/** Where an accepted token differs from the one that was signed. */
type Place = 'aroundAssertion' | 'keyInfo' | 'whiteSpace' | 'otherSpelling';

export interface MutationCounts {
  readonly refused: Readonly<Record<string, number>>;
  readonly accepted: Readonly<Record<Place, number>>;
  /** Some accepted tokens that are only spelled in another way: the part that differs. */
  readonly spellings: readonly string[];
  /** A token that was accepted, and must not be. */
  readonly counterexample: string | undefined;
}

/** Texts that mean something to a reader of XML, of signatures or of assertions. */
const markup = [
  ...Array.from('<>"\'&=/\u0000\ufeff'),
  ...['<!---->', '<?x?>', '<![CDATA[x]]>', '<!DOCTYPE x>', '&x;'],
  ...['<x>', '</x>', '</NameID>', '</AttributeValue>'],
];
const words = [
  ...Array.from(' \n\t\u00a0\u2028#'),
  ...['&amp;', '&#65;', '&#x41;', '<x/>', '<x xmlns="x">y</x>', 'sha1', 'mallory', '#_assertion'],
  ...['<NameID>mallory</NameID>', '<Assertion/>', '<Signature/>', '<Audience>x</Audience>'],
];
const attributes = [
  ...[' ', '\n', '/', ' ID="_assertion"', ' Id="x"', ' xml:id="_assertion"', ' x="y"'],
  ...[' Algorithm="none"', ' Version="2.0"', ' xmlns:x="x"', ' xmlns="x"', ' xmlns:saml="x"', ' xmlnsx="y"'],
];

/** One change of a text. */
type Mutation = (text: string) => string;

/** A part of a whole; every part is as likely. */
const part = fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((millionths) => millionths / 1_000_000);
const at = (all: { readonly length: number }, place: number) => Math.floor(place * all.length);
const few = fc.integer({ min: 1, max: 8 });
const character = fc.oneof(
  fc.constantFrom(...Array.from('abcdefABCDEF0123456789+/=_-.: ')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
);

/** So many characters anywhere, for others. */
const spliced = (weight: number, count: fc.Arbitrary<number>, added: fc.Arbitrary<string>) => ({
  weight,
  arbitrary: fc.tuple(part, count, added).map(([place, removed, text]): Mutation => (xml) => {
    const start = at(xml, place);
    return xml.slice(0, start) + text + xml.slice(start + removed);
  }),
});

/** Tags and texts between tags. */
const piecesOf = (xml: string) => xml.split(/(?=<)|(?<=>)/);

/** The pieces of a whole element, at or after a place: from its opening tag to its closing one. */
function elementAt(
  pieces: readonly string[],
  place: number,
): { readonly start: number; readonly count: number } {
  const opening = (piece = '') => /^<[^/!?]/.test(piece) && !piece.endsWith('/>');
  const start = pieces.findIndex((piece, i) => i >= place && /^<[^/!?]/.test(piece));
  if (start === -1) return { start: 0, count: 0 };
  let depth = 0;
  let end = start;
  do {
    if (opening(pieces[end])) depth += 1;
    else if (pieces[end]?.startsWith('</') === true) depth -= 1;
    end += 1;
  } while (depth > 0 && end < pieces.length);
  return { start, count: end - start };
}

/** Changes an XML text by its pieces. */
const byPieces = (change: (pieces: readonly string[]) => readonly string[]): Mutation => {
  return (xml) => change(piecesOf(xml)).join('');
};

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  // A character for another; most are within a value.
  spliced(6, fc.constant(1), character),
  spliced(2, fc.constant(0), character),
  spliced(2, few, fc.constant('')),
  spliced(1, fc.constant(0), fc.constantFrom(...markup)),
  // Something between two tags, before a text or after it.
  {
    weight: 3,
    arbitrary: fc
      .tuple(part, fc.constantFrom(...words))
      .map(([place, added]) => byPieces((all) => all.toSpliced(at(all, place), 0, added))),
  },
  // Something in a tag.
  {
    weight: 3,
    arbitrary: fc.tuple(part, fc.constantFrom(...attributes)).map(([place, added]) =>
      byPieces((all) => {
        const { start } = elementAt(all, at(all, place));
        return all.with(start, (all[start] ?? '').replace(/(?=\/?>$)/, added));
      }),
    ),
  },
  // A whole element away, twice, or elsewhere.
  {
    weight: 2,
    arbitrary: part.map((place) =>
      byPieces((all) => {
        const { start, count } = elementAt(all, at(all, place));
        return all.toSpliced(start, count);
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(part, part, fc.boolean()).map(([from, to, stays]) =>
      byPieces((all) => {
        const { start, count } = elementAt(all, at(all, from));
        const rest = stays ? all : all.toSpliced(start, count);
        return rest.toSpliced(at(rest, to), 0, ...all.slice(start, start + count));
      }),
    ),
  },
);

const mutations = fc.oneof(
  { weight: 2, arbitrary: fc.tuple(mutation) },
  { weight: 1, arbitrary: fc.array(mutation, { minLength: 2, maxLength: 3 }) },
);

/** Changes valid tokens of both signers at random, and counts what becomes of them. */
export async function mutateTokens(runs: number, seed: number): Promise<MutationCounts> {
  const party = await relyingParty();
  const tokens = [await signedToken(), fixture('trust2005.xml'), fixture('trust13.xml')];
  const originals = await Promise.all(tokens.map((token) => describe(token, party)));
  const refused: Record<string, number> = {};
  const accepted: Record<Place, number> = { aroundAssertion: 0, keyInfo: 0, whiteSpace: 0, otherSpelling: 0 };
  const spellings: string[] = [];
  const changes = fc.sample(fc.tuple(fc.nat(tokens.length - 1), mutations), { numRuns: runs, seed });
  for (const [index, steps] of changes) {
    const token = tokens[index] ?? '';
    const changed = steps.reduce((xml, step) => step(xml), token);
    const outcome = changed === token ? 'unchanged' : await describe(changed, party);
    if (outcome === originals[index]) {
      const place = placeOf(token, changed);
      accepted[place] += 1;
      if (place === 'otherSpelling' && spellings.length < 8) spellings.push(differenceOf(token, changed));
    } else if (outcome.startsWith('{')) return { refused, accepted, spellings, counterexample: changed };
    else refused[outcome] = (refused[outcome] ?? 0) + 1;
  }
  return { refused, accepted, spellings, counterexample: undefined };
}

/** What an accepted token says, and the bytes that were signed; or the reason why it is refused. */
async function describe(token: string, party: RelyingParty): Promise<string> {
  try {
    const claims = await readSignInResponse(token, party, now);
    const signed = await signedBytes(token, await parseXml(token), party.certificates, now);
    return JSON.stringify({ claims, signed });
  } catch (error) {
    if (error instanceof SignInRefused) return error.reason;
    throw error;
  }
}

const assertionIn = /<(?:saml:)?Assertion[\s/>].*<\/(?:saml:)?Assertion\s*>/s;
const keyInfoIn = /<KeyInfo.*<\/KeyInfo\s*>|<KeyInfo[^>]*\/>/s;

function placeOf(token: string, changed: string): Place {
  const [before = '', after = ''] = [token, changed].map((xml) => assertionIn.exec(xml)?.[0]);
  if (before === after) return 'aroundAssertion';
  const [bare, bareAfter] = [before, after].map((xml) => xml.replace(keyInfoIn, ''));
  if (bare === bareAfter) return 'keyInfo';
  const withoutSpace = (xml = '') => xml.replaceAll(/\s/g, '');
  return withoutSpace(bare) === withoutSpace(bareAfter) ? 'whiteSpace' : 'otherSpelling';
}

function differenceOf(before: string, after: string): string {
  let from = 0;
  while (before[from] === after[from]) from += 1;
  return after.slice(Math.max(0, from - 40), from + 60);
}
