// What the real model and the comparison make of pairs of answers that a person labelled.

import { expect, test } from 'vitest'
import { compareAnswers } from '../../../gateway/cache/thresholds/compare-answers.ts'
import { answerPairs } from '../../support/answer-pairs.ts'
import { openEmbedderRig, patient } from '../../support/embedder-rig.ts'

test.each([
  ['pairs', 4, 30],
  ['held-out', 2, 4],
] as const)(
  'of the labelled %s, no verdict is wrong, and some are decided',
  async (name, same, different) => {
    const { embedder } = openEmbedderRig()
    await embedder.embed('start', patient)
    const wrong: string[] = []
    const right = { same: 0, different: 0 }
    for (const { label, fresh, stored } of answerPairs(name)) {
      const verdict = await compareAnswers(fresh, stored, texts => embedder.embedMany(texts))
      if (verdict === label) right[label] += 1
      else if (verdict !== 'undecided') wrong.push(`${verdict}: ${fresh} | ${stored}`)
    }
    expect(wrong).toEqual([])
    expect(right.same).toBeGreaterThanOrEqual(same)
    expect(right.different).toBeGreaterThanOrEqual(different)
  },
)
