// What the name of a model tells of what it takes. A description of the provider would know better, but a request that is
// translated knows only the name. Names may have the maker before them, as in `maker/gpt-5.1`.
import type { ReasoningEffort } from '../../chat/conversation.ts'
import type { TranslationTarget } from '../../chat/translation.ts'

const reasoning = /^(?:[\w-]+\/)?(?:gpt-[5-9](?!.*-chat)|o[1-9](?:-|$))/
const atItsMaker = /^(?:deepseek|kimi)-/
const plain = /^(?:[\w-]+\/)?(?:gpt-[34]|chatgpt|gpt-[5-9].*-chat)/

/**
 * Whether it is one of OpenAI's own reasoning models. They alone have the role `developer` and want `max_completion_tokens`,
 * and they refuse sampling parameters: https://platform.openai.com/docs/guides/reasoning
 */
export function isReasoningModel(model: string): boolean {
  return reasoning.test(model)
}

/** Whether the model makes one call at a time and refuses `parallel_tool_calls`. */
export function callsOneByOne(model: string): boolean {
  return /^(?:[\w-]+\/)?o[1-9](?:-|$)/.test(model)
}

/** https://platform.openai.com/docs/guides/latest-model: the member `verbosity`, which other servers refuse. */
export function takesVerbosity(model: string): boolean {
  return /^(?:[\w-]+\/)?gpt-[5-9](?!.*-chat)/.test(model)
}

/** Whether it is a model of OpenAI that does not reason and refuses to be asked for it. */
export function isPlainModel(model: string): boolean {
  return plain.test(model)
}

/**
 * Whether the model wants to be told its thinking again wherever it has tools, as `reasoning_content`:
 * https://api-docs.deepseek.com/guides/thinking_mode, https://platform.moonshot.ai/docs/guide/use-kimi-k2-thinking-model,
 * https://docs.z.ai/guides/capabilities/thinking-mode. Other servers refuse the member.
 */
export function wantsThoughtsBack({ model, refusesThoughts }: TranslationTarget): boolean {
  return refusesThoughts !== true && /(?:^|[/-])(?:deepseek|kimi|glm|mimo)/i.test(model)
}

/**
 * Whether the server refuses earlier answers without their thinking, while the model thinks and has tools. Moonshot's own
 * servers refuse calls without it, DeepSeek's any answer. Their names of models have no maker before them:
 * https://api-docs.deepseek.com/guides/thinking_mode
 */
export function demandsThoughtsBack(target: TranslationTarget): boolean {
  return wantsThoughtsBack(target) && atItsMaker.test(target.model)
}

/**
 * The nearest effort that the model takes: https://platform.openai.com/docs/guides/reasoning. Undefined if it cannot be asked
 * for. Of compatible servers only the three common words are taken everywhere; `none` is an error to many of them.
 */
export function effortFor(model: string, effort: ReasoningEffort): ReasoningEffort | undefined {
  const [name, major = '', minor = '0'] = /^(?:[\w-]+\/)?gpt-([5-9])(?:\.(\d+))?/.exec(model) ?? []
  const version = name === undefined ? undefined : Number(major) * 100 + Number(minor)
  if (effort === 'max' && version !== undefined && version >= 506) return 'max'
  if (effort === 'xhigh' || effort === 'max')
    return version !== undefined && version >= 502 ? 'xhigh' : 'high'
  if (effort === 'minimal') return version === 500 ? 'minimal' : 'low'
  if (effort !== 'none') return effort
  if (version !== undefined) return version === 500 ? 'minimal' : 'none'
  return isReasoningModel(model) ? 'low' : undefined
}

/** How much thinking a budget of tokens means, in round numbers: no provider says where one effort ends. */
export function effortOfBudget(tokens: number): ReasoningEffort {
  if (tokens <= 0) return 'none'
  if (tokens <= 2048) return 'low'
  return tokens <= 8192 ? 'medium' : 'high'
}
