import { setImmediate as nextTurn } from 'node:timers/promises'
import { cosine } from '../cosine.ts'
import type { Question } from '../guard/question.ts'
import { readQuestion } from '../guard/read-question.ts'
import { compareFacts } from './compare-facts.ts'
import { type AnswerParts, readAnswer, windowsOf } from './read-answer.ts'

export type AnswerComparison = 'same' | 'different' | 'undecided'

const windowsAtMost = 16
const windowWords = 200
/** What is read before the event loop has its turn: well under a millisecond. */
const wordsInOneTurn = 100
/** Longer answers are not even read. */
const charactersAtMost = 40_000
/** An answer that is this many times as long as another says something else besides. */
const lengthsApart = 3
/** Cosines of answers, set with `test/fixtures/cache-answers/pairs.jsonl`. */
const sameFrom = 0.85
const differentBelow = 0.5

type EmbedMany = (texts: readonly string[]) => Promise<readonly (Float32Array | undefined)[]>

/**
 * Whether two answers say the same, as far as that can be told by a machine: `different` also where both contradict each other in yes
 * and no, or, if they are short, in an amount, a name, something quoted or a word and its opposite. `undecided` where the
 * embeddings are alike but something of that kind, code or a list is not, where an answer is too long or much longer than the
 * other, is in a language that the model was not measured for, or cannot be embedded. For the background: reads some 100 words in
 * one turn of the event loop. Does not reject unless `embedMany` does.
 */
export async function compareAnswers(
  fresh: string,
  stored: string,
  embedMany: EmbedMany,
): Promise<AnswerComparison> {
  if (Math.max(fresh.length, stored.length) > charactersAtMost) return 'undecided'
  const one = readAnswer(fresh)
  await nextTurn()
  const other = readAnswer(stored)
  await nextTurn()
  if (isEmpty(one) || isEmpty(other)) return 'undecided'
  if (fingerprintOf(one) === fingerprintOf(other)) return 'same'
  const [ones, others] = [windowsOf(one.prose, windowWords), windowsOf(other.prose, windowWords)]
  if (Math.max(ones.length, others.length) > windowsAtMost) return 'undecided'
  const facts = compareFacts({ ...one, read: await read(ones) }, { ...other, read: await read(others) })
  if (facts === 'contradict') return 'different'
  const vectors = await embedMany([...ones, ...others])
  const similarity = likeness(vectors.slice(0, ones.length), vectors.slice(ones.length))
  if (similarity === undefined || areLengthsApart(one, other)) return 'undecided'
  if (similarity < differentBelow) return 'different'
  return facts === 'agree' && similarity >= sameFrom ? 'same' : 'undecided'
}

const isEmpty = ({ prose, code }: AnswerParts) => prose === '' && code.length === 0

const fingerprintOf = ({ prose, code }: AnswerParts) => JSON.stringify([prose.replace(/\s+/g, ' '), code])

function areLengthsApart({ wordCount: one }: AnswerParts, { wordCount: other }: AnswerParts): boolean {
  return Math.max(one, other) > lengthsApart * Math.min(one, other) + 20
}

/** Reads prose as the guard reads questions, window by window. */
async function read(windows: readonly string[]): Promise<Question> {
  const questions: Question[] = []
  for (const window of windows) {
    for (const part of windowsOf(window, wordsInOneTurn)) {
      questions.push(readQuestion(part))
      await nextTurn()
    }
  }
  const sentences = questions.flatMap(question => question.sentences)
  return {
    text: windows.join('\n'),
    foreign: questions.find(({ foreign }) => foreign !== undefined)?.foreign,
    sentences,
    tokens: questions.flatMap(({ tokens }) => tokens),
  }
}

type Vectors = readonly (Float32Array | undefined)[]

/** How well each window is matched by its best one of the other answer, in the mean, from the side that is matched worse. */
function likeness(ones: Vectors, others: Vectors): number | undefined {
  if (ones.length === 0 || others.length === 0 || !areAllThere(ones) || !areAllThere(others)) return undefined
  return Math.min(meanOfBest(ones, others), meanOfBest(others, ones))
}

function areAllThere(vectors: Vectors): vectors is readonly Float32Array[] {
  return !vectors.includes(undefined)
}

function meanOfBest(vectors: readonly Float32Array[], others: readonly Float32Array[]): number {
  const best = vectors.map(vector => Math.max(...others.map(other => cosine(vector, other))))
  return best.reduce((sum, value) => sum + value, 0) / best.length
}
