// What the cache would answer of the labelled pairs of questions, at each threshold, with and without the guard.
import { join } from 'node:path'
import { cosine } from '../../gateway/cache/cosine.ts'
import { compareQuestions } from '../../gateway/cache/guard/compare.ts'
import { loadEmbeddingModel } from '../../gateway/embeddings/embedding-model.ts'
import { type QuestionPair, questionPairs } from '../support/question-pairs.ts'
import { table } from './report.ts'

const modelDir = join(import.meta.dirname, '../../resources/models/all-MiniLM-L6-v2')
const thresholds = [0.95, 0.92, 0.9, 0.88, 0.85, 0.8]

interface Compared {
  readonly same: boolean
  readonly cosine: number
  readonly agrees: boolean
}

export async function benchCacheQuestions(): Promise<string> {
  const embed = await loadEmbeddingModel(modelDir)
  const sections: string[] = []
  for (const half of ['development', 'held-out'] as const) {
    const pairs: Compared[] = []
    for (const pair of questionPairs(half)) pairs.push(await compare(pair, embed))
    sections.push(`${half}:\n\n${curve(pairs)}`)
  }
  return sections.join('\n\n')
}

async function compare({ a, b, same }: QuestionPair, embed: Embed): Promise<Compared> {
  const vectors = await embed([a, b])
  const [one, other] = [vectors.subarray(0, vectors.length / 2), vectors.subarray(vectors.length / 2)]
  return { same, cosine: cosine(one, other), agrees: compareQuestions(a, b).agrees }
}

type Embed = Awaited<ReturnType<typeof loadEmbeddingModel>>

function curve(pairs: readonly Compared[]): string {
  const right = pairs.filter(({ same }) => same)
  const wrong = pairs.filter(({ same }) => !same)
  const part = (of: readonly Compared[], isHit: (pair: Compared) => boolean) => {
    const hits = of.filter(isHit).length
    return `${hits} of ${of.length} (${((100 * hits) / of.length).toFixed(0)} %)`
  }
  const rows = thresholds.map(threshold => {
    const isNear = ({ cosine }: Compared) => cosine >= threshold
    const isHit = (pair: Compared) => isNear(pair) && pair.agrees
    return [
      threshold.toFixed(2),
      part(right, isNear),
      part(wrong, isNear),
      part(right, isHit),
      part(wrong, isHit),
    ]
  })
  return table(
    ['threshold', 'paraphrases, no guard', 'others, no guard', 'paraphrases, guarded', 'others, guarded'],
    rows,
  )
}
