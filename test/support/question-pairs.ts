import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Two questions, and whether the answer to one is an answer to the other. See the README beside the files. */
export interface QuestionPair {
  readonly a: string
  readonly b: string
  readonly same: boolean
  readonly kind: string
}

export function questionPairs(half: 'development' | 'held-out'): readonly QuestionPair[] {
  const path = join(import.meta.dirname, '../fixtures/cache-pairs', `${half}.jsonl`)
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}
