import type { ModelCapabilities } from '../chat/capabilities.ts'
import type { RequestNeed, SkipReason } from '../contract/routes.ts'
import { needTitles } from './conditions.ts'
import type { Candidate } from './plan.ts'
import type { RouteQuestion } from './route-question.ts'

export interface Unfit {
  readonly reason: SkipReason
  readonly text: string
}

const capabilityOf = {
  tools: 'tools',
  vision: 'vision',
  'json-schema': 'json_schema',
  reasoning: 'reasoning',
} as const satisfies Record<RequestNeed, keyof ModelCapabilities>

/** Why the target cannot answer the request, however well it is. Undefined if nothing is known that speaks against it. Pure. */
export function unfitFor(
  { contextTokens, target }: Candidate,
  { inputTokens, maxOutputTokens = 0, needs }: RouteQuestion,
  capabilities: ModelCapabilities | undefined,
): Unfit | undefined {
  const missing = capabilities && needs.find(need => !capabilities[capabilityOf[need]])
  if (missing)
    return { reason: 'capability', text: `${target.model} cannot be asked for ${needTitles[missing]}.` }
  if (contextTokens === undefined) return undefined
  // Many clients ask for more output than a small model's whole context. They do not mean that literally.
  const output = maxOutputTokens < contextTokens ? maxOutputTokens : 0
  if (inputTokens + output <= contextTokens) return undefined
  const asked = output === 0 ? '' : ` and ${output.toLocaleString('en')} of output`
  return {
    reason: 'context',
    text: `Its context of ${contextTokens.toLocaleString('en')} tokens is too small for ${inputTokens.toLocaleString('en')} tokens of input${asked}.`,
  }
}
