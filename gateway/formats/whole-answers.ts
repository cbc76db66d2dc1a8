// What formats say whose answers always come whole. Their requests never ask for a stream.
import type { ReportedUsage } from '../chat/reported-usage.ts'
import type { RequestFacts } from '../chat/request-facts.ts'
import { noTokens } from '../contract/chat.ts'
import { noUses, standardTerms } from '../pricing/bill.ts'
import type { CallerFormat, ProviderFormat } from './format.ts'

/** None of these members but the first is ever used, because no caller of the format waits for a stream. */
export const callerOfWholeAnswers = {
  neverStreams: true,
  streamType: 'application/json',
  ping: '',
  answerEvents: () => undefined,
  errorEvent: body => body,
  createEnding: () => ({ see() {}, events: () => '' }),
} as const satisfies Partial<CallerFormat>

/** Whatever type the answer says it has, it is taken for a whole one. */
export const providerOfWholeAnswers = {
  framingOf: () => undefined,
  createMeter: () => ({
    read: () => 'other',
    usage: () => inputUsage(undefined),
    ended: () => false,
    failed: () => false,
    readAll() {},
  }),
} as const satisfies Partial<ProviderFormat>

/** The facts that are the same for every request whose answer is vectors: the model writes no tokens at all. */
export const factsOfVectors = {
  stream: false,
  choices: 1,
  tools: false,
  reasoning: false,
  maxOutputTokens: 0,
  boundsReasoning: true,
  usageEdits: [],
} as const satisfies Partial<RequestFacts>

/** The usage of an answer that reports nothing but the tokens of the input, or not even these. */
export function inputUsage(input: number | undefined, doubt?: string): ReportedUsage {
  const isWhole = input !== undefined && doubt === undefined
  return {
    tokens: input === undefined ? undefined : { ...noTokens, input },
    complete: isWhole,
    terms: standardTerms,
    uses: noUses,
    doubt,
  }
}
