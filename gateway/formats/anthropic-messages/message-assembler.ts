// Puts a whole message together from the events of its stream: https://docs.anthropic.com/en/docs/build-with-claude/streaming
import { isRecord, type JsonRecord, parseKeepingDigits, textOf } from '../../bytes/json-value.ts'
import type { AnswerAssembler } from '../../chat/cache-facts.ts'

interface OpenBlock {
  readonly block: Record<string, unknown>
  /** The input of a call, as JSON. */
  input: string
}

export function createMessageAssembler(): AnswerAssembler {
  const message: Record<string, unknown> = {}
  const blocks = new Map<unknown, OpenBlock>()
  let usage: JsonRecord = {}
  let isOver = false
  let hasFailed = false

  function end({ delta, usage: counts }: JsonRecord): void {
    if (isRecord(delta)) Object.assign(message, delta)
    // The last counts are of the whole answer, and may be fewer than those at its beginning.
    if (isRecord(counts)) usage = { ...usage, ...counts }
  }

  return {
    add(event) {
      switch (event.type) {
        case 'message_start':
          if (isRecord(event.message)) Object.assign(message, event.message)
          if (isRecord(message.usage)) usage = message.usage
          break
        case 'content_block_start':
          if (isRecord(event.content_block))
            blocks.set(event.index, { block: { ...event.content_block }, input: '' })
          break
        case 'content_block_delta':
          if (isRecord(event.delta)) fill(blocks.get(event.index), event.delta)
          break
        case 'message_delta':
          end(event)
          break
        case 'message_stop':
          isOver = true
          break
        case 'error':
          hasFailed = true
      }
    },
    whole() {
      if (!isOver || hasFailed) return undefined
      const content = [...blocks.values()].map(finished)
      return content.includes(undefined) ? undefined : { ...message, content, usage }
    },
  }
}

function fill(open: OpenBlock | undefined, delta: JsonRecord): void {
  if (!open) return
  const { block } = open
  const add = (name: string) => {
    block[name] = textOf(block[name]) + textOf(delta[name])
  }
  switch (delta.type) {
    case 'text_delta':
      add('text')
      break
    case 'thinking_delta':
      add('thinking')
      break
    case 'signature_delta':
      add('signature')
      break
    case 'citations_delta':
      block.citations = [...(Array.isArray(block.citations) ? block.citations : []), delta.citation]
      break
    case 'input_json_delta':
      open.input += textOf(delta.partial_json)
  }
}

/** Undefined if the input of a call is no JSON. */
function finished({ block, input }: OpenBlock): JsonRecord | undefined {
  if (input === '') return block
  const parsed = parseKeepingDigits(input)
  return parsed === undefined ? undefined : { ...block, input: parsed }
}
