// https://ai.google.dev/api/generate-content#LogprobsResult, and the entries of OpenAI's `logprobs.content`.
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'

export function readLogprobs(result: unknown): readonly JsonRecord[] {
  if (!isRecord(result) || !Array.isArray(result.chosenCandidates)) return []
  const alternatives = Array.isArray(result.topCandidates) ? result.topCandidates : []
  return result.chosenCandidates.filter(isRecord).map((chosen, index) => {
    const top: unknown = alternatives[index]
    const others = isRecord(top) && Array.isArray(top.candidates) ? top.candidates.filter(isRecord) : []
    return { ...entryOf(chosen), top_logprobs: others.map(entryOf) }
  })
}

function entryOf({ token, logProbability }: JsonRecord): JsonRecord {
  const text = textOf(token)
  return {
    token: text,
    logprob: typeof logProbability === 'number' ? logProbability : -9999,
    bytes: [...Buffer.from(text)],
  }
}

export function writeLogprobs(entries: readonly unknown[]): JsonRecord {
  const chosen = entries.filter(isRecord)
  const top = chosen.map(({ top_logprobs: others }) => ({
    candidates: (Array.isArray(others) ? others : []).filter(isRecord).map(candidateOf),
  }))
  const hasTop = top.some(({ candidates }) => candidates.length > 0)
  return { chosenCandidates: chosen.map(candidateOf), ...(hasTop ? { topCandidates: top } : {}) }
}

function candidateOf({ token, logprob }: JsonRecord): JsonRecord {
  return { token: textOf(token), ...(typeof logprob === 'number' ? { logProbability: logprob } : {}) }
}
