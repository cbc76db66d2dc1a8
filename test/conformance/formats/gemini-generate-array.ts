// Streams without `?alt=sse`, which no official client asks for: one here that reads the array as it comes.
import { createArrayFramer } from '../../../gateway/bytes/json-array.ts'
import { isRecord } from '../../../gateway/bytes/json-value.ts'
import { type FixtureName, readFixture } from '../../support/fake-upstream.ts'
import type { ConformingFormat, RecordedAnswer, RecordedRefusal } from '../conforming-format.ts'
import {
  body,
  conforming as events,
  streamCost,
  streamTokens,
  toolCost,
  toolTokens,
} from './gemini-generate.ts'

/** As its servers and the gateway tell it. */
class ContentError extends Error {
  readonly status: number
  readonly code: string

  constructor(told: unknown) {
    const error = isRecord(told) && isRecord(told.error) ? told.error : {}
    super(String(error.message))
    this.status = Number(error.code)
    this.code = String(error.status)
  }
}

async function* elements(answer: Response): AsyncGenerator<unknown> {
  if (!answer.ok) throw new ContentError(await answer.json())
  const framer = createArrayFramer()
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString('latin1')
    for (const { data } of framer.push(chunk)) {
      if (data === undefined || data === ']') continue
      const element: unknown = JSON.parse(data)
      if (isRecord(element) && isRecord(element.error)) throw new ContentError(element)
      yield element
    }
  }
  JSON.parse(text) // what came is an array as a whole
}

const recorded = (
  name: FixtureName,
  tokens: RecordedAnswer['tokens'],
  costNanoUsd: number,
): RecordedAnswer => ({ name, answer: readFixture(name), tokens, costNanoUsd })

const refusal = (name: FixtureName, status: number): RecordedRefusal => {
  const answer = readFixture(name)
  const words = JSON.parse(answer.body.toString()).error.message
  return { name, answer, raised: ContentError, words, says: { status } }
}

const raised = (status: number, code: string) => ({ raised: ContentError, says: { status, code } })
const pathOf = (model: string) => `/v1beta/models/${model}:streamGenerateContent`

export const conforming: ConformingFormat = {
  ...events,
  connect(baseUrl, key, model) {
    const ask = (extra: object, signal: AbortSignal) =>
      fetch(baseUrl + pathOf(model), {
        method: 'POST',
        headers: { 'x-goog-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, ...extra }),
        signal,
      })
    async function stream(extra: object = {}) {
      const leaving = new AbortController()
      const answer = await ask(extra, leaving.signal)
      return (async function* () {
        try {
          yield* elements(answer)
        } finally {
          leaving.abort()
        }
      })()
    }
    const all = async (extra?: object) => Array.fromAsync(await stream(extra))
    return { ...events.connect(baseUrl, key, model), whole: all, stream, assembled: all }
  },
  request: (_, model) => ({ path: pathOf(model), body }),

  whole: [],
  streams: [
    recorded('gemini-array', streamTokens, streamCost),
    recorded('gemini-array-tools', toolTokens, toolCost),
  ],
  refusals: [refusal('gemini-error-400', 400), refusal('gemini-error-429', 429)],
  brokenStream: {
    answer: readFixture('gemini-array-overloaded'),
    says: { before: { length: 2 }, error: { class: 'ContentError', status: 503 } },
  },
  ownErrors: {
    token: raised(401, 'UNAUTHENTICATED'),
    model: raised(404, 'NOT_FOUND'),
    body: raised(400, 'INVALID_ARGUMENT'),
    limit: raised(429, 'RESOURCE_EXHAUSTED'),
    budget: raised(402, 'FAILED_PRECONDITION'),
    broken: raised(502, 'UNAVAILABLE'),
  },
}
