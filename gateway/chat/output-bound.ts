import type { Receipt } from './receipt.ts'
import { invalid } from './request-facts.ts'

/**
 * The most tokens of an answer as the caller wrote it. Callers of local servers write -1 where there is to be no bound:
 * https://lmstudio.ai/docs/developer/openai-compat/chat-completions. Throws `request_invalid` if it is 0, because providers
 * differ in whether they then answer, which costs money.
 */
export function sayableBound(bound: number | undefined, path: string, receipt: Receipt): number | undefined {
  if (bound === undefined || bound > 0) return bound
  if (bound === 0) throw invalid(`"${path}" of 0 asks for no answer.`)
  receipt.change(path, 'Less than nothing is taken for no bound.')
  return undefined
}
