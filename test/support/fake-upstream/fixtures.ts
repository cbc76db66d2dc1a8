import { readFileSync } from 'node:fs'
import type { Answer } from './behaviour.ts'

export const fixtureNames = [
  'chat-completion',
  'chat-completion-cached',
  'chat-completion-tools',
  'chat-stream',
  'chat-stream-usage',
  'chat-stream-tools',
  'response',
  'response-cached',
  'response-incomplete',
  'response-tools',
  'response-web-search',
  'response-stream',
  'response-stream-failed',
  'response-stream-tools',
  'openai-error-401',
  'openai-error-404',
  'openai-error-429',
  'openai-error-500',
  'openai-error-503',
  'openai-models',
  'message',
  'message-cached',
  'message-stream',
  'message-stream-thinking-tools',
  'message-stream-overloaded',
  'anthropic-error-401',
  'anthropic-error-404',
  'anthropic-error-429',
  'anthropic-error-500',
  'anthropic-error-529',
  'anthropic-models',
  'gemini-content',
  'gemini-content-cached',
  'gemini-content-audio',
  'gemini-content-grounded',
  'gemini-stream',
  'gemini-stream-tools',
  'gemini-stream-overloaded',
  'gemini-array',
  'gemini-array-tools',
  'gemini-array-overloaded',
  'gemini-error-400',
  'gemini-error-404',
  'gemini-error-429',
  'gemini-error-500',
  'gemini-error-503',
  'gemini-models',
] as const

export type FixtureName = (typeof fixtureNames)[number]

export interface Fixture extends Answer {
  readonly body: Buffer
}

/**
 * Reads a file of `fixtures/`. It has a status line, headers and an empty line, all ending with LF, and then exactly the
 * body.
 */
export function readFixture(name: FixtureName): Fixture {
  const bytes = readFileSync(new URL(`./fixtures/${name}.http`, import.meta.url))
  const headEnd = bytes.indexOf('\n\n')
  const [statusLine = '', ...headerLines] = bytes.toString('utf8', 0, headEnd).split('\n')
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headerLines.map(line => line.split(/: (.*)/, 2))),
    body: bytes.subarray(headEnd + 2),
  }
}
