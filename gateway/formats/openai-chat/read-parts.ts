// Reads answers of chat completions, whole (https://platform.openai.com/docs/api-reference/chat/object) and as a stream
// (https://platform.openai.com/docs/api-reference/chat-streaming), from OpenAI and from compatible servers.
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { AnswerPart, UpstreamFailure } from '../../chat/answer-part.ts'
import type { AnswerDecoder, MintIds } from '../../chat/translation.ts'
import { ChoiceReader } from './choice-reader.ts'
import { readFailure } from './read-failure.ts'

const noAnswer: AnswerPart = { type: 'error', message: 'The provider’s answer is no chat completion.' }

export function createChatDecoder(ids: MintIds): AnswerDecoder {
  const choices = new Map<number, ChoiceReader>()
  const cited = new Set<string>()
  let isOver = false

  function choiceOf(index: number): ChoiceReader {
    const choice = choices.get(index) ?? new ChoiceReader(index, ids)
    choices.set(index, choice)
    return choice
  }

  function readChunk(chunk: JsonRecord): readonly AnswerPart[] {
    const sources = sourcesOf(chunk, cited)
    const said = listOf(chunk.choices)
      .filter(isRecord)
      .flatMap((choice, at) => {
        const index = numberOf(choice.index) ?? at
        return choiceOf(index).read(choice, index === 0 ? sources.splice(0) : [])
      })
    return sources.length > 0 ? [...choiceOf(0).cite(sources), ...said] : said
  }

  return {
    read(data, event) {
      if (isOver || !isRecord(data)) return []
      const failure = failureIn(data, event)
      const parts: readonly AnswerPart[] = failure ? [{ type: 'error', ...failure }] : readChunk(data)
      const error = parts.findIndex(({ type }) => type === 'error')
      if (error < 0) return parts
      isOver = true
      return parts.slice(0, error + 1)
    },
    end() {
      if (isOver) return []
      isOver = true
      return choices.size === 0 ? [noAnswer] : [...choices.values()].flatMap(choice => choice.end())
    },
  }
}

/** See `ProviderTranslation.readWhole`. It is read as a stream of one chunk. */
export function readWhole(answer: unknown, ids: MintIds): readonly AnswerPart[] {
  const body = isRecord(answer) ? answer : {}
  const decoder = createChatDecoder(ids)
  const choices = listOf(body.choices).map(choice => {
    if (!isRecord(choice)) return choice
    const { message, delta: _, ...rest } = choice
    const said = isRecord(message) ? message : {}
    const calls = listOf(said.tool_calls).map((call, index) => (isRecord(call) ? { ...call, index } : call))
    return { ...rest, delta: { ...said, tool_calls: calls } }
  })
  if (choices.length === 0 && !isGivenError(body.error)) {
    const failure = readFailure(answer)
    return [failure ? { type: 'error', ...failure } : noAnswer]
  }
  const parts = decoder.read({ ...body, choices }, undefined)
  return [...parts, ...decoder.end()]
}

/**
 * Sources that stand beside the choices and were not there before: those of
 * https://docs.perplexity.ai/api-reference/chat-completions-post and https://docs.x.ai/docs/guides/live-search
 */
function sourcesOf(chunk: JsonRecord, cited: Set<string>): { url: string; title?: string }[] {
  const found = [...listOf(chunk.search_results), ...listOf(chunk.citations)]
  return found.flatMap(source => {
    const url = isRecord(source) ? textOf(source.url) : textOf(source)
    if (url === '' || cited.has(url)) return []
    cited.add(url)
    const title = isRecord(source) ? textOf(source.title) : ''
    return [{ url, ...(title !== '' && { title }) }]
  })
}

/** Some servers send an error without an object around it, in the place of a chunk. */
function failureIn(data: JsonRecord, event: string | undefined): UpstreamFailure | undefined {
  if (isGivenError(data.error)) return readFailure(data)
  if (Array.isArray(data.choices) || isRecord(data.usage)) return undefined
  const failure = readFailure(data)
  return failure ?? (event === 'error' ? { message: 'The provider failed and did not say why.' } : undefined)
}

function isGivenError(error: unknown): boolean {
  return isRecord(error) || (typeof error === 'string' && error !== '')
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}
