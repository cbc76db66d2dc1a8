// Reads the server's answer. A stream is lines of JSON, of which the last has `done` and the counts. A whole answer is
// that last line alone.

import { countOf, isRecord, type JsonRecord, parseJson, textOf } from '../../bytes/json-value.ts'
import { createTextEvents } from '../../bytes/text-events.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { noTokens } from '../../contract/chat.ts'
import { noUses, standardTerms } from '../../pricing/bill.ts'
import type { ProviderFormat, StreamMeter } from '../format.ts'

/** The text in a line, or in a whole answer, that is billed as output. */
export type SaidIn = (line: unknown) => string

// Matches every line that may say more than text. It cannot match within the text, where quotation marks are escaped.
// If a server escapes the name of a member, the line is found when everything is read at the end.
const tellsMore = /"(?:error|tool_calls)"\s*:|"done"\s*:\s*true/

type LineKind = 'preamble' | 'content' | 'other'

export function createLineMeter(
  saidIn: SaidIn,
  onText: (text: string) => void,
  onEvent?: (event: JsonRecord) => void,
): StreamMeter {
  let last: JsonRecord | undefined
  let failed = false
  const texts = createTextEvents({
    read: data => void readLine(data),
    textOf: saidIn,
    mayTellMore: data => tellsMore.test(data),
    onText,
  })

  function readLine(data: string): LineKind {
    const line = parseJson(data)
    if (!isRecord(line)) return 'other'
    onEvent?.(line)
    if (hasError(line)) failed = true
    if (line.done === true) last = line
    const kind = texts.say(saidIn(line), data)
    const saysNothing = kind === 'other' && !failed && line.done !== true
    return saysNothing ? 'preamble' : kind
  }

  const hasEnded = () => last !== undefined || failed

  return {
    read({ data, omittedBytes }) {
      if (data === undefined) return omittedBytes > 0 ? 'other' : 'preamble'
      return texts.take(data) ?? readLine(data)
    },
    usage() {
      if (!hasEnded()) texts.readAll()
      return usageOf(last)
    },
    ended() {
      if (!hasEnded()) texts.readAll()
      return hasEnded()
    },
    failed: () => failed,
    readAll: texts.readAll,
  }
}

export function readLocalAnswer(saidIn: SaidIn, answer: unknown): ReturnType<ProviderFormat['readAnswer']> {
  return { usage: usageOf(isRecord(answer) ? answer : undefined), text: saidIn(answer) }
}

/** https://docs.ollama.com/api/errors */
export function hasError({ error }: JsonRecord): boolean {
  return error !== undefined && error !== null
}

/** Reasons for which an answer is done although the model was not run: it was only loaded or unloaded. */
const withoutRun: ReadonlySet<unknown> = new Set(['load', 'unload'])

/** The output count includes thinking: https://docs.ollama.com/api/usage */
function usageOf(last: JsonRecord | undefined): ReportedUsage {
  const reported = { terms: standardTerms, uses: noUses }
  if (!last) return { ...reported, tokens: undefined, complete: false }
  const [prompt, output] = [last.prompt_eval_count, last.eval_count]
  const counts = { input: countOf(prompt), output: countOf(output) }
  if (counts.input === undefined && counts.output === undefined) {
    const isNone = withoutRun.has(last.done_reason)
    return { ...reported, tokens: isNone ? noTokens : undefined, complete: isNone, doubt: doubtOf(last) }
  }
  const doubt = doubtOf(last)
  const isWhole = counts.input !== undefined && counts.output !== undefined
  const tokens = { ...noTokens, input: counts.input ?? 0, output: counts.output ?? 0 }
  return { ...reported, tokens, complete: isWhole && doubt === undefined, doubt }
}

/** Does what `implausibleCount` does for other formats, whose counts have names with other endings. */
function doubtOf(last: JsonRecord): string | undefined {
  for (const name of ['prompt_eval_count', 'eval_count'] as const) {
    const value = last[name]
    if (value === undefined || value === null || countOf(value) !== undefined) continue
    return `${name} is no number of tokens`
  }
  return undefined
}

/** All text of a message of any role. It includes thinking and calls of tools, because the model generates them too. */
export function writtenIn(message: unknown): string {
  if (!isRecord(message)) return ''
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isRecord) : []
  const called = calls
    .map(call => call.function)
    .filter(isRecord)
    .map(({ name, arguments: input }) => textOf(name) + (JSON.stringify(input) ?? ''))
  return textOf(message.thinking) + textOf(message.content) + called.join('')
}
