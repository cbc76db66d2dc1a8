import { conceptOf, isVerb } from './concepts.ts'
import { nominalizations } from './data/interchangeable.ts'
import { languageNames } from './data/languages.ts'
import { lightPhrases } from './data/light-phrases.ts'
import { writtenThings } from './data/synonyms.ts'
import { capitalTechnologies, technologies } from './data/technologies.ts'
import { units } from './data/units.ts'
import { wordSet } from './data/word-list.ts'
import { type Lexeme, word } from './lexeme.ts'
import { stem } from './stem.ts'
import { type Part, placesOf, readPattern, spansAt } from './word-pattern.ts'

/** Said of a way, these do not change which way it is. */
const neutral = wordSet(
  'neatest cleanest simplest easiest easy simple neat clean elegant convenient sensible suitable appropriate straightforward',
)
const notQualities = wordSet(
  'best right proper correct good recommended standard usual typical common ideal preferred only other new first second last next different main same possible alternative another better',
)
const pronouns = wordSet('i you we he she it they people one someone anyone')
/** What a function or command does so is no more what someone does who uses it. */
const caused = wordSet('calls uses needs contains requires causes throws raises fails takes has means')
/** What is made up. */
const creative = wordSet('name title slogan headline tagline caption nickname motto idea ideas hashtag pun')
const notActions = wordSet(
  'thing nothing something anything everything morning evening ceiling wedding building clothing sibling darling railing',
)
const codeWords = wordSet('code function loop query script class method callback component snippet')
const verbOfNoun: ReadonlyMap<string, string> = new Map(
  nominalizations.flatMap(([verb = '', ...nouns]) => nouns.map((noun): [string, string] => [noun, verb])),
)

const isPlain = ({ kind }: Lexeme) => kind === 'word'

/** The kinds of words that patterns name in capitals. */
const wordKinds: Readonly<Record<string, (piece: Lexeme) => boolean>> = {
  WORD: isPlain,
  NOUN: isPlain,
  LITERAL: ({ kind }) => kind === 'quoted',
  ING: ({ value }) => /..ing$/.test(value) && stem(value) !== value && !notActions.has(value),
  CREATIVE: ({ value }) => creative.has(value),
  VERB: piece => isPlain(piece) && isVerb(conceptOf(piece.value)),
  EVENT: piece => isPlain(piece) && isVerb(conceptOf(piece.value)) && !/(?:s|ing|ed)$/.test(piece.value),
  NUMBER: ({ kind }) => kind === 'number',
  UNIT: ({ value }) => units.has(value),
  MEASURE: ({ value }) => units.has(value),
  THIRD: ({ value }) => /[^s]s$/.test(value) && !caused.has(value) && isVerb(conceptOf(value)),
  NOMINAL: ({ value }) => verbOfNoun.has(value),
  NEUTRAL: ({ value }) => neutral.has(value),
  QUALITY: piece =>
    isPlain(piece) &&
    !notQualities.has(piece.value) &&
    !/(?:est|ing|ed)$/.test(piece.value) &&
    piece.value !== 'way',
  THING: piece => piece.kind !== 'genitive' && !pronouns.has(piece.value),
  FOREIGN: ({ value }) => languageNames.has(value) && value !== 'english',
  TEXT: ({ value }) => writtenThings.has(conceptOf(value)) || value === 'text' || value === 'passage',
  CODE: ({ value }) => codeWords.has(value),
  LANGUAGE: ({ value }) => languageNames.has(value),
  NAME: ({ value, capital }) => technologies.has(value) || (capital && capitalTechnologies.has(value)),
}

interface Rewriting {
  readonly said: readonly Part[]
  readonly compared: readonly string[]
  /** What it can begin with. */
  readonly first: readonly string[]
}

/** All rewritings, in their order. */
const rewritings = lightPhrases.map(([said, compared]): Rewriting => {
  const parts = said.map(part => readPattern(part, wordKinds))
  const words = parts.filter(({ is }) => is === 'word')
  const end = words.findIndex(({ isOptional }) => !isOptional)
  return { said: parts, compared, first: words.slice(0, end + 1).flatMap(part => [...part.words]) }
})

const asCompared = (part: Part, taken: readonly Lexeme[]) =>
  part.text === 'NOMINAL' ? taken.map(({ value }) => word(verbOfNoun.get(value) ?? value)) : taken

/** The text with the first place that a rewriting fits rewritten, or undefined. */
function rewritten(
  pieces: readonly Lexeme[],
  places: ReadonlyMap<string, readonly number[]>,
  { said, compared, first }: Rewriting,
): readonly Lexeme[] | undefined {
  for (const beginning of first) {
    for (const start of places.get(beginning) ?? []) {
      const spans = spansAt(said, pieces, start)
      if (spans === undefined) continue
      const found = new Map<string, readonly Lexeme[]>()
      let at = start
      for (const [index, part] of said.entries()) {
        const next = at + (spans[index] ?? 0)
        found.set(part.text, asCompared(part, pieces.slice(at, next)))
        at = next
      }
      const instead = compared.flatMap(part => found.get(part) ?? [word(part)])
      return [...pieces.slice(0, start), ...instead, ...pieces.slice(at)]
    }
  }
  return undefined
}

/**
 * With the plain word where several say the same: `make X shorter` is `shorten X`, `get X out of` is `remove X from`. Each rewriting
 * is done once, and tried only where one of its first words stands: the time grows with the length of the text.
 */
export function readLightWords(lexemes: readonly Lexeme[]): readonly Lexeme[] {
  let pieces = lexemes
  let places = placesOf(pieces)
  for (const rewriting of rewritings) {
    const next = rewritten(pieces, places, rewriting)
    if (next === undefined) continue
    pieces = next
    places = placesOf(pieces)
  }
  return pieces
}
