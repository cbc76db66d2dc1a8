// Writes generated content, whole or chunk by chunk: https://ai.google.dev/api/generate-content#response-body
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { AnswerHead, AnswerPart, AnswerUsage, UpstreamFailure } from '../../chat/answer-part.ts'
import type { AnswerEncoder } from '../../chat/translation.ts'
import { inputTokens, outputTokens } from '../../contract/chat.ts'
import { CandidateWriter, logprobsMember } from './candidate-writer.ts'
import { statusName } from './errors.ts'

/** How chunks are framed. */
export interface ChunkFraming {
  frame(chunk: string, isFirst: boolean): string
  /** What ends the stream. */
  readonly close: string
}

export function createEncoder(head: AnswerHead, { frame, close }: ChunkFraming): AnswerEncoder {
  const candidates = new Candidates()
  let isFirst = true

  function event(chunk: JsonRecord): string {
    const framed = frame(JSON.stringify({ ...chunk, ...headMembers(head) }), isFirst)
    isFirst = false
    return framed
  }

  return {
    write(part) {
      if (part.type === 'error') return ''
      const candidate = candidates.of(part.choice)
      const { parts, logprobs } = candidate.write(part)
      if (parts.length === 0 && logprobs === undefined) return ''
      const { index } = candidate
      return event({ candidates: [{ content: contentOf(parts), index, ...logprobsMember(logprobs) }] })
    },
    /** The last chunk has the reasons why the candidates ended, and the usage. */
    end(usage) {
      const last = candidates.all().map(candidate => {
        const parts = candidate.closeAll()
        return { content: contentOf(parts.length === 0 ? [{ text: '' }] : parts), ...candidate.ending() }
      })
      return event({ candidates: last, ...usageMember(usage) }) + close
    },
  }
}

export function writeWhole(parts: readonly AnswerPart[], usage: AnswerUsage, head: AnswerHead): JsonRecord {
  const candidates = new Candidates()
  const contents = new Map<CandidateWriter, { readonly parts: JsonRecord[]; readonly logprobs: unknown[] }>()
  for (const part of parts) {
    if (part.type === 'error') continue
    const candidate = candidates.of(part.choice)
    const content = contents.get(candidate) ?? { parts: [], logprobs: [] }
    contents.set(candidate, content)
    const piece = candidate.write(part)
    for (const each of piece.parts) addPart(content.parts, each)
    for (const entry of piece.logprobs ?? []) content.logprobs.push(entry)
  }
  const written = candidates.all().map(candidate => {
    const content = contents.get(candidate) ?? { parts: [], logprobs: [] }
    const all = [...content.parts, ...candidate.closeAll()]
    return { content: contentOf(all), ...candidate.ending(), ...logprobsMember(content.logprobs) }
  })
  return { candidates: written, ...usageMember(usage), ...headMembers(head) }
}

/** Pieces of one text are one part, and the signature behind it is its own. */
function addPart(parts: JsonRecord[], part: JsonRecord): void {
  const last = parts.at(-1)
  const isText = typeof last?.text === 'string' && typeof part.text === 'string'
  const isSame = isText && last.thoughtSignature === undefined && last.thought === part.thought
  const isSignature = isText && last.thoughtSignature === undefined && part.text === ''
  if (isSignature) parts[parts.length - 1] = { ...last, thoughtSignature: part.thoughtSignature }
  else if (isSame) parts[parts.length - 1] = { ...last, text: `${last.text}${part.text}` }
  else parts.push(part)
}

class Candidates {
  readonly #byIndex = new Map<number, CandidateWriter>()

  of(choice: number): CandidateWriter {
    const candidate = this.#byIndex.get(choice) ?? new CandidateWriter(choice)
    this.#byIndex.set(choice, candidate)
    return candidate
  }

  /** One at least, since clients read the first. */
  all(): readonly CandidateWriter[] {
    if (this.#byIndex.size === 0) this.of(0)
    return [...this.#byIndex.values()].sort((one, other) => one.index - other.index)
  }
}

function contentOf(parts: readonly JsonRecord[]): JsonRecord {
  return { parts, role: 'model' }
}

function headMembers({ id, model }: AnswerHead): JsonRecord {
  return { modelVersion: model.replace(/^models\//, ''), responseId: id }
}

/** The prompt's count has in it what was cached, and thoughts stand beside what was said. */
function usageMember(usage: AnswerUsage): JsonRecord {
  if (!usage) return {}
  const { cacheRead, audioInput, reasoning } = usage
  const prompt = inputTokens(usage)
  const output = outputTokens(usage)
  const thoughts = Math.min(reasoning ?? 0, output)
  const heard = [
    { modality: 'TEXT', tokenCount: prompt - audioInput },
    { modality: 'AUDIO', tokenCount: audioInput },
  ]
  const usageMetadata = {
    promptTokenCount: prompt,
    candidatesTokenCount: output - thoughts,
    totalTokenCount: prompt + output,
    ...(cacheRead > 0 ? { cachedContentTokenCount: cacheRead } : {}),
    ...(audioInput > 0 ? { promptTokensDetails: heard } : {}),
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
  }
  return { usageMetadata }
}

/** https://cloud.google.com/apis/design/errors#error_model, with the wait where its clients look for it. */
export function failureBody(
  { message, kind, status, retryAfterSeconds }: UpstreamFailure & { readonly status: number },
  requestId: string,
): JsonRecord {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: (kind ?? 'upstream_error').toUpperCase(),
    domain: 'gatehouse',
    metadata: { request_id: requestId },
  }
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfterSeconds}s` }
  const details = retryAfterSeconds === undefined ? [info] : [info, retry]
  return { error: { code: status, message, status: statusName(status), details } }
}
