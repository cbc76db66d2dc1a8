// Makes the lines that callers of the server's own endpoints get if the provider did not send them as a stream.

import { encodeLine } from '../../bytes/json-lines.ts'
import { isRecord, type JsonRecord, parseExactJson, parseJson } from '../../bytes/json-value.ts'
import type { AnswerEnding, CallerFormat } from '../format.ts'
import { hasError } from './answer.ts'

/** `said` names the members with a line's content. `saysNothing` has the same members without content. */
export interface LineShape {
  readonly said: readonly string[]
  readonly saysNothing: JsonRecord
}

type StreamOut = Pick<CallerFormat, 'streamType' | 'ping' | 'errorEvent' | 'answerEvents' | 'createEnding'>

export function streamOf({ said, saysNothing }: LineShape): StreamOut {
  return {
    streamType: 'application/x-ndjson',
    /**
     * Clients parse every line, even an empty one, so a whole line would not be ignored. JSON parsers do ignore white
     * space before the next line, and a tab occurs nowhere else in a line:
     * https://www.rfc-editor.org/rfc/rfc8259#section-2
     */
    ping: '\t',
    errorEvent: body => encodeLine({ error: messageOf(body) }),
    /**
     * Makes one line with the content and a last line without it, because some clients do not read the content of the
     * last line.
     */
    answerEvents(text) {
      const answer = parseExactJson(text)
      if (!isRecord(answer) || hasError(answer) || answer.done !== true) return undefined
      if (!Object.keys(saysNothing).every(name => answer[name] !== undefined)) return undefined
      const { model, created_at } = answer
      const saying = Object.fromEntries(Object.entries(answer).filter(([name]) => said.includes(name)))
      const rest = Object.fromEntries(Object.entries(answer).filter(([name]) => !said.includes(name)))
      const last = { model, created_at, ...saysNothing, ...rest }
      return encodeLine({ model, created_at, ...saying, done: false }) + encodeLine(last)
    },
    createEnding: () => createLocalEnding(saysNothing),
  }
}

/** Clients raise the text in the member `error`. They cannot read an object there. */
function messageOf(body: string): string {
  const parsed = parseJson(body)
  const error = isRecord(parsed) ? parsed.error : undefined
  const message = isRecord(error) ? error.message : error
  return typeof message === 'string' && message !== '' ? message : body
}

/** The server says `length` when the most tokens are reached: https://docs.ollama.com/api/chat */
function createLocalEnding(saysNothing: JsonRecord): AnswerEnding {
  let head: JsonRecord = {}
  return {
    see({ model, created_at }) {
      head = { model, created_at }
    },
    events: outputTokens =>
      encodeLine({ ...head, ...saysNothing, done: true, done_reason: 'length', eval_count: outputTokens }),
  }
}
