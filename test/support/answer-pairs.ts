import { readFileSync } from 'node:fs'

export interface AnswerPair {
  readonly label: 'same' | 'different'
  readonly fresh: string
  readonly stored: string
}

/** `pairs`: what the comparison's rules were written by. `held-out`: written afterwards, to see what it makes of others. */
export function answerPairs(name: 'pairs' | 'held-out'): readonly AnswerPair[] {
  const file = new URL(`../fixtures/cache-answers/${name}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as AnswerPair)
}
