import { type Comparison, type Finding, type Rule, sides } from './comparison.ts'
import { writtenThings } from './data/synonyms.ts'
import { wordSet } from './data/word-list.ts'
import type { Asking, Question, Sentence } from './question.ts'

const written = new Set(['write', 'summarize', 'rewrite', 'proofread'])

/** A text that is wanted is no way to write one. For code both give the code. */
const wantsText = ({ tokens }: Sentence) =>
  tokens.some(({ key }) => written.has(key)) &&
  !tokens.some(({ key, kind }) => kind === 'name' || /^(?:query|function|script|regex|code)$/.test(key))

/** Things that are given where their name is asked for: who needs a recipe asks which one there is. */
const givenThings = wordSet(
  'recipe name title idea example list synonym word tip book formula definition translate',
)

const isGiven = ({ tokens }: Sentence) =>
  tokens.some(({ key }) => givenThings.has(key) || writtenThings.has(key))

function agree(stored: Sentence, asked: Sentence): boolean {
  if (stored.asking === asked.asking) return true
  const kinds: readonly Asking[] = [stored.asking, asked.asking]
  if (kinds.includes('wish')) return false
  if (kinds.includes('need'))
    return kinds.includes('open') || kinds.includes('request') || (kinds.includes('thing') && isGiven(stored))
  if (kinds.includes('request')) return kinds.includes('open') || kinds.includes('thing')
  if (!kinds.includes('open')) return false
  return kinds.includes('thing') || (kinds.includes('way') && !wantsText(stored) && !wantsText(asked))
}

const asking = ({ sentences }: Question) =>
  sentences.filter(({ tokens, asking: kind }) => tokens.length > 0 || !/^(?:open|request|need)$/.test(kind))

/** How, why, who, when: what is asked for, sentence by sentence. */
export const compareAsking: Rule = comparison => {
  const [stored, asked] = [asking(comparison.stored), asking(comparison.asked)]
  const same =
    stored.length === asked.length &&
    stored.every((sentence, index) => agree(sentence, asked[index] ?? sentence))
  if (same) return undefined
  const say = (sentences: readonly Sentence[]) => sentences.map(({ asking: kind }) => kind).join(', ')
  return {
    rule: 'wh-word',
    reason: `${sides(comparison)} ask for different things: ${say(stored)} and ${say(asked)}.`,
  }
}

const tenseOf = ({ sentences }: Question) => sentences.find(({ tense }) => tense !== undefined)?.tense

/** Who is and who was: the tense of the question, where both show one. */
export function compareTenses(comparison: Comparison): Finding | undefined {
  const [stored, asked] = [tenseOf(comparison.stored), tenseOf(comparison.asked)]
  if (stored === asked || stored === undefined || asked === undefined) {
    const isFuture = (question: Question) => question.sentences.some(({ tense }) => tense === 'future')
    if (isFuture(comparison.stored) === isFuture(comparison.asked)) return undefined
  }
  return {
    rule: 'tense',
    reason: `${sides(comparison)} are about different times: ${stored ?? 'none'} and ${asked ?? 'none'}.`,
  }
}

const modalsOf = ({ sentences }: Question) =>
  sentences
    .flatMap(({ modals }) => modals)
    .toSorted()
    .join(', ')

/** Can, should, must and may ask for different answers. */
export const compareModals: Rule = comparison => {
  const [stored, asked] = [modalsOf(comparison.stored), modalsOf(comparison.asked)]
  return stored === asked
    ? undefined
    : {
        rule: 'modality',
        reason: `${sides(comparison)} differ in “${stored || 'no modal verb'}” and “${asked || 'no modal verb'}”.`,
      }
}
