// What callers of the server's own endpoints are streamed that did not come as a stream from the provider.

import { encodeLine } from '../../bytes/json-lines.ts'
import { isRecord, type JsonRecord, parseExactJson, parseJson } from '../../bytes/json-value.ts'
import type { AnswerEnding, CallerFormat } from '../format.ts'
import { hasError } from './answer.ts'

/** `said`: what a line says; `saysNothing`: the same members, where it says nothing. */
export interface LineShape {
  readonly said: readonly string[]
  readonly saysNothing: JsonRecord
}

type StreamOut = Pick<CallerFormat, 'streamType' | 'ping' | 'errorEvent' | 'answerEvents' | 'createEnding'>

export function streamOf({ said, saysNothing }: LineShape): StreamOut {
  return {
    streamType: 'application/x-ndjson',
    /**
     * No line is ignored: its clients parse every one, empty ones too. White space before the next line is, by every parser
     * of JSON, and a tab stands in no line otherwise: https://www.rfc-editor.org/rfc/rfc8259#section-2
     */
    ping: '\t',
    errorEvent: body => encodeLine({ error: messageOf(body) }),
    /** What it says, and then the line that is done: clients differ in whether they read what the last one says. */
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

/** Clients raise the text that the member holds, and would make nothing of an object. */
function messageOf(body: string): string {
  const parsed = parseJson(body)
  const error = isRecord(parsed) ? parsed.error : undefined
  const message = isRecord(error) ? error.message : error
  return typeof message === 'string' && message !== '' ? message : body
}

/** https://docs.ollama.com/api/chat: `length` is how the server says that the most tokens are reached. */
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
