// What an official client was told, the same for a stream and a whole answer.
import { isRecord, type JsonRecord, textOf } from '../../gateway/bytes/json-value.ts'
import type { WireFormat } from '../../gateway/formats/index.ts'

export interface Told {
  readonly id: unknown
  readonly model: unknown
  readonly text: string
  /** The tools that are called, and what they are called with. */
  readonly calls: readonly unknown[]
  readonly finish: unknown
  readonly usage: unknown
}

interface Reader {
  whole(answer: JsonRecord): Told
  chunks(chunks: readonly JsonRecord[]): Told
}

function record(value: unknown): JsonRecord {
  return isRecord(value) ? value : {}
}

function records(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

const joined = (texts: readonly unknown[]) => texts.map(textOf).join('')
const lastOf = (values: readonly unknown[]) => values.findLast(value => value !== undefined && value !== null)

const chat: Reader = {
  whole({ id, model, choices, usage }) {
    const choice = record(records(choices)[0])
    const message = record(choice.message)
    const calls = records(message.tool_calls).map(call => chatCall([call]))
    return { id, model, text: joined([message.content]), calls, finish: choice.finish_reason, usage }
  },
  chunks(chunks) {
    const choices = chunks.flatMap(chunk => records(chunk.choices))
    const deltas = choices.map(({ delta }) => record(delta))
    const pieces = deltas.flatMap(delta => records(delta.tool_calls))
    return {
      id: chunks[0]?.id,
      model: chunks[0]?.model,
      text: joined(deltas.map(delta => delta.content)),
      calls: Object.values(Object.groupBy(pieces, ({ index }) => String(index))).map((own = []) =>
        chatCall(own),
      ),
      finish: lastOf(choices.map(choice => choice.finish_reason)),
      usage: lastOf(chunks.map(({ usage }) => usage)),
    }
  },
}

function chatCall(pieces: readonly JsonRecord[]): object {
  const functions = pieces.map(piece => record(piece.function))
  const input: unknown = JSON.parse(joined(functions.map(each => each.arguments)))
  return { id: pieces[0]?.id, name: functions[0]?.name, input }
}

const messages: Reader = {
  whole: ({ id, model, content, stop_reason: finish, usage }) => ({
    id,
    model,
    text: joined(records(content).map(({ text }) => text)),
    calls: records(content)
      .filter(({ type }) => type === 'tool_use')
      .map(call => ({ id: call.id, name: call.name, input: call.input })),
    finish,
    usage,
  }),
  chunks(chunks) {
    const start = record(chunks[0]?.message)
    const last = record(chunks.find(({ type }) => type === 'message_delta'))
    const deltas = chunks.map(({ index, delta }) => ({ index, ...record(delta) }) as JsonRecord)
    const blocks = chunks.map(
      ({ index, content_block: block }) => ({ index, ...record(block) }) as JsonRecord,
    )
    return {
      id: start.id,
      model: start.model,
      text: joined(deltas.map(({ text }) => text)),
      calls: blocks
        .filter(({ type }) => type === 'tool_use')
        .map(({ index, id, name }) => {
          const pieces = deltas.filter(each => each.index === index).map(each => each.partial_json)
          return { id, name, input: JSON.parse(joined(pieces)) as unknown }
        }),
      finish: record(last.delta).stop_reason,
      usage: { ...record(start.usage), ...record(last.usage) },
    }
  },
}

const responses: Reader = {
  whole: ({ id, model, output, status: finish, usage }) => ({
    id,
    model,
    text: joined(
      records(output)
        .flatMap(({ type, content }) => (type === 'message' ? records(content) : []))
        .map(({ text }) => text),
    ),
    calls: records(output)
      .filter(({ type }) => type === 'function_call')
      .map(call => ({
        id: call.call_id,
        name: call.name,
        input: JSON.parse(textOf(call.arguments)) as unknown,
      })),
    finish,
    usage,
  }),
  chunks(chunks) {
    const said = chunks.filter(({ type }) => type === 'response.output_text.delta')
    return {
      ...responses.whole(record(chunks.at(-1)?.response)),
      text: joined(said.map(({ delta }) => delta)),
    }
  },
}

const content: Reader = {
  whole: answer => content.chunks([answer]),
  chunks(chunks) {
    const candidates = chunks.flatMap(chunk => records(chunk.candidates))
    const parts = candidates.flatMap(candidate => records(record(candidate.content).parts))
    return {
      id: chunks[0]?.responseId,
      model: chunks[0]?.modelVersion,
      text: joined(parts.filter(({ thought }) => thought !== true).map(({ text }) => text)),
      calls: parts.flatMap(part => part.functionCall ?? []),
      finish: lastOf(candidates.map(({ finishReason }) => finishReason)),
      usage: lastOf(chunks.map(({ usageMetadata }) => usageMetadata)),
    }
  },
}

const lines: Reader = {
  whole: answer => lines.chunks([answer]),
  chunks(chunks) {
    const last = record(chunks.at(-1))
    return {
      id: last.created_at,
      model: last.model,
      text: joined(chunks.map(({ message, response }) => record(message).content ?? response)),
      calls: chunks.flatMap(({ message }) => records(record(message).tool_calls)),
      finish: last.done_reason,
      usage: [last.prompt_eval_count, last.eval_count, last.total_duration, last.context],
    }
  },
}

const readers: Readonly<Partial<Record<WireFormat, Reader>>> = {
  'openai-chat': chat,
  'anthropic-messages': messages,
  'openai-responses': responses,
  'gemini-generate': content,
  'gemini-generate-array': content,
  'ollama-chat': lines,
  'ollama-generate': lines,
}

function readerOf(format: WireFormat): Reader {
  const reader = readers[format]
  if (!reader) throw new Error(`Nothing here reads ${format}`)
  return reader
}

export function toldInWhole(format: WireFormat, answer: unknown): Told {
  return readerOf(format).whole(record(answer))
}

export function toldInChunks(format: WireFormat, chunks: readonly unknown[]): Told {
  return readerOf(format).chunks(records(chunks))
}
