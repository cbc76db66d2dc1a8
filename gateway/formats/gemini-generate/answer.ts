import { isRecord, type JsonRecord, parseJson, textOf } from '../../bytes/json-value.ts'
import { createTextEvents } from '../../bytes/text-events.ts'
import type { ReportedUsage } from '../../chat/reported-usage.ts'
import { largestOf } from '../../chat/usage-counts.ts'
import type { UsageReporting } from '../../chat/usage-reporting.ts'
import type { StreamMeter } from '../format.ts'
import { createGrounding } from './grounding.ts'
import { readGeminiUsage } from './usage.ts'

export function readGeminiAnswer(answer: unknown): { usage: ReportedUsage; text: string } {
  const body = isRecord(answer) ? answer : {}
  const grounding = createGrounding()
  grounding.read(body)
  const reported = isRecord(body.usageMetadata) ? body.usageMetadata : undefined
  return { usage: readGeminiUsage(reported, grounding.uses(), true), text: writtenInChunk(body) }
}

// Matches every event that may say more than text and the usage so far. It cannot match within the text, where
// quotation marks are escaped.
const tellsMore = /"(?:error|finishReason|promptFeedback|groundingMetadata)"\s*:/

/**
 * Every chunk reports the usage so far: https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 */
export function createGeminiMeter(
  onText: (text: string) => void,
  _reporting?: UsageReporting, // all providers of this format report in the same way
  onEvent?: (event: JsonRecord) => void,
): StreamMeter {
  let reported: JsonRecord | undefined
  /** True if text came after the last report, which therefore does not cover everything. */
  let saidSince = false
  /** One bit for each candidate that is not finished. A request has at most eight candidates. */
  let open = 0
  let finished = false
  let failed = false
  const grounding = createGrounding()
  const texts = createTextEvents({
    read: data => void readChunk(data),
    textOf: writtenInChunk,
    mayTellMore: data => tellsMore.test(data),
    onText,
  })

  function readChunk(data: string): 'preamble' | 'content' | 'other' {
    const chunk = parseJson(data)
    if (!isRecord(chunk)) return 'other'
    onEvent?.(chunk)
    grounding.read(chunk)
    if (isRecord(chunk.error)) failed = true
    if (isRecord(chunk.promptFeedback) && typeof chunk.promptFeedback.blockReason === 'string')
      finished = true
    const candidates = candidatesOf(chunk)
    for (const candidate of candidates) noteEnd(candidate)
    const usage = chunk.usageMetadata
    if (isRecord(usage)) {
      reported = reported ? largestOf(reported, usage) : usage
      saidSince = false
    }
    const kind = texts.say(writtenInChunk(chunk), data)
    const isSilent = !failed && !finished && candidates.every(saysNothing)
    return kind === 'other' && isSilent ? 'preamble' : kind
  }

  function noteEnd({ index, finishReason }: JsonRecord): void {
    const bit = 1 << (typeof index === 'number' ? index & 31 : 0)
    if (typeof finishReason === 'string') {
      open &= ~bit
      finished = true
    } else open |= bit
  }

  const isFinished = () => finished && open === 0
  const isComplete = () => reported !== undefined && isFinished() && !failed && !saidSince

  return {
    read({ data, omittedBytes }) {
      if (data === undefined) return omittedBytes > 0 ? 'other' : 'preamble'
      const taken = texts.take(data)
      if (taken === undefined) return readChunk(data)
      saidSince = true
      return taken
    },
    usage() {
      if (!isComplete()) texts.readAll()
      return readGeminiUsage(reported, grounding.uses(), isComplete())
    },
    ended() {
      if (!isFinished()) texts.readAll()
      return failed || isFinished()
    },
    failed: () => failed,
    readAll: texts.readAll,
  }
}

function candidatesOf({ candidates }: JsonRecord): readonly JsonRecord[] {
  return Array.isArray(candidates) ? candidates.filter(isRecord) : []
}

function partsOf({ content }: JsonRecord): readonly JsonRecord[] {
  return isRecord(content) && Array.isArray(content.parts) ? content.parts.filter(isRecord) : []
}

/** Whether a candidate only announces an answer and contains none of it. */
function saysNothing(candidate: JsonRecord): boolean {
  return typeof candidate.finishReason !== 'string' && partsOf(candidate).every(isEmptyText)
}

function isEmptyText(part: JsonRecord): boolean {
  return Object.entries(part).every(([name, value]) => name === 'text' && value === '')
}

function writtenInChunk(chunk: unknown): string {
  const candidates = isRecord(chunk) ? candidatesOf(chunk) : []
  return candidates.map(candidate => partsOf(candidate).map(writtenIn).join('')).join('')
}

/** All text that is billed as output: the answer, thoughts that are shown, calls of functions, and code. */
function writtenIn({ text, functionCall, executableCode }: JsonRecord): string {
  const call = isRecord(functionCall) ? textOf(functionCall.name) + inputOf(functionCall.args) : ''
  const code = isRecord(executableCode) ? textOf(executableCode.code) : ''
  return textOf(text) + call + code
}

function inputOf(args: unknown): string {
  return args === undefined ? '' : JSON.stringify(args)
}
