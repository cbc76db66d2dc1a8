// What the provider of a soak does, by the word that a caller puts into its user agent.
import type { IncomingHttpHeaders } from 'node:http'
import { type Behaviour, die, hang, send } from '../support/fake-upstream.ts'

const json = { 'content-type': 'application/json' }
const events = { 'content-type': 'text/event-stream' }
const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`

/** Each a fault that providers really have, or an answer that is large or slow. */
const behaviours = {
  proper: {},
  paced: { steps: [send(undefined, { everyMs: 20 })] },
  gzip: { gzip: true },
  'one-byte': { steps: [send(undefined, { chunkBytes: [1, 7, 300] })] },
  'cut-short': { steps: [send(300), die()] },
  reset: { steps: [send(100), die('reset')] },
  'never-answers': { steps: [hang()] },
  html: { answer: { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' } },
  'broken-json': { answer: { headers: json, body: '{"choices": [' } },
  blanks: { answer: { headers: json, body: ' '.repeat(2 * 1024 * 1024) } },
  'large-event': {
    answer: { headers: events, body: `${chunk('word '.repeat(200_000))}data: [DONE]\n\n` },
  },
  'many-events': { answer: { headers: events, body: `${chunk('word ').repeat(20_000)}data: [DONE]\n\n` } },
  overloaded: {
    answer: { status: 529, headers: json, body: '{"type":"error","error":{"type":"overloaded_error"}}' },
  },
  'absurd-usage': {
    answer: {
      headers: json,
      body: '{"choices":[],"usage":{"prompt_tokens":1e18,"completion_tokens":1e12,"total_tokens":-1}}',
    },
  },
} satisfies Readonly<Record<string, Behaviour>>

export type Oddity = keyof typeof behaviours

export const oddities = Object.keys(behaviours) as readonly Oddity[]

export function behaviourFor({ 'user-agent': word = '' }: IncomingHttpHeaders): Behaviour {
  return Object.hasOwn(behaviours, word) ? behaviours[word as Oddity] : {}
}
