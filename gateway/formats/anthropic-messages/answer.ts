import { isRecord, type JsonRecord, parseJson, textOf } from '../../bytes/json-value.ts'
import { createTextEvents } from '../../bytes/text-events.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { largestOf } from '../../chat/usage-counts.ts'
import type { UsageReporting } from '../../chat/usage-reporting.ts'
import type { StreamMeter } from '../format.ts'
import { readMessagesUsage } from './usage.ts'

export function readAnthropicAnswer(
  answer: unknown,
  reporting?: UsageReporting,
): { usage: ReportedUsage; text: string } {
  const body = isRecord(answer) ? answer : {}
  const blocks = Array.isArray(body.content) ? body.content : []
  return {
    usage: readMessagesUsage(isRecord(body.usage) ? body.usage : {}, true, reporting),
    text: blocks.map(writtenIn).join(''),
  }
}

/** The events are described at https://docs.anthropic.com/en/docs/build-with-claude/streaming. */
export function createAnthropicMeter(
  onText: (text: string) => void,
  reporting?: UsageReporting,
  onEvent?: (event: JsonRecord) => void,
): StreamMeter {
  let reported: JsonRecord = {}
  let complete = false
  let end: 'message_stop' | 'error' | undefined
  const texts = createTextEvents({
    read: data => void readEvent(data),
    textOf: event => (isRecord(event) ? writtenIn(event.delta) : ''),
    mayTellMore: data => !data.startsWith('{"type":"content_block_delta"'),
    onText,
  })

  function note(usage: unknown): void {
    // A later event repeats only some of the counts, and may have zeros in place of earlier counts.
    if (isRecord(usage)) reported = largestOf(reported, usage)
  }

  function readEvent(data: string): 'preamble' | 'content' | 'other' {
    const event = parseJson(data)
    if (!isRecord(event)) return 'other'
    onEvent?.(event)
    switch (event.type) {
      case 'message_start':
        if (isRecord(event.message)) note(event.message.usage)
        return 'preamble'
      case 'ping':
        return 'preamble'
      case 'content_block_start': {
        const kind = texts.say(writtenIn(event.content_block), data)
        return kind === 'other' && isToBeFilled(event.content_block) ? 'preamble' : kind
      }
      case 'content_block_delta':
        return texts.say(writtenIn(event.delta), data)
      case 'message_delta':
        note(event.usage)
        complete = isRecord(event.usage)
        break
      case 'message_stop':
      case 'error':
        end = event.type
    }
    return 'other'
  }

  return {
    read({ data, omittedBytes }) {
      if (data === undefined) return omittedBytes > 0 ? 'other' : 'preamble'
      return texts.take(data) ?? readEvent(data)
    },
    usage() {
      if (!complete) texts.readAll()
      return readMessagesUsage(reported, complete, reporting)
    },
    ended: () => end !== undefined,
    failed: () => end === 'error',
    readAll: texts.readAll,
  }
}

/** Whether a block of this kind begins empty. Blocks of other kinds are whole in their first event. */
function isToBeFilled(block: unknown): boolean {
  return isRecord(block) && (block.type === 'text' || block.type === 'thinking')
}

/** The text of a block or a delta: its text, the thinking that is shown, and the name and input of a tool call. */
function writtenIn(part: unknown): string {
  if (!isRecord(part)) return ''
  const input = isRecord(part.input) && Object.keys(part.input).length > 0 ? JSON.stringify(part.input) : ''
  const name = part.type === 'tool_use' || part.type === 'server_tool_use' ? textOf(part.name) : ''
  return textOf(part.text) + textOf(part.thinking) + textOf(part.partial_json) + name + input
}
