import type { JsonRecord } from '../../bytes/json-value.ts'
import type { OutputFormat, ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import {
  isGiven,
  readFlag,
  readNumber,
  readObject,
  readText,
  requireObject,
  wrong,
} from './request-members.ts'

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-response_format */
export function readOutputFormat(value: unknown, receipt: Receipt): OutputFormat | undefined {
  const format = readObject(value, 'response_format')
  if (!format) return undefined
  switch (format.type) {
    case 'text':
      return undefined
    case 'json_object':
      return { type: 'json' }
    case 'json_schema': {
      const path = 'response_format.json_schema'
      const { schema, name, description, strict } = requireObject(format.json_schema, path)
      return {
        type: 'json-schema',
        schema: isGiven(schema) ? requireObject(schema, `${path}.schema`) : {},
        name: readText(name, `${path}.name`),
        description: readText(description, `${path}.description`),
        strict: readFlag(strict, `${path}.strict`),
      }
    }
    default:
      if (typeof format.type !== 'string') throw wrong('response_format.type', 'a string')
      receipt.drop('response_format', `There is no format “${format.type.slice(0, 40)}” at the provider.`)
      return undefined
  }
}

const efforts: ReadonlySet<string> = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])

/**
 * The wish for reasoning, in OpenAI's spelling and in those of compatible providers: `reasoning`
 * (https://openrouter.ai/docs/guides/best-practices/reasoning-tokens), `thinking` (https://docs.z.ai/guides/capabilities/thinking-mode),
 * `enable_thinking` (https://www.alibabacloud.com/help/en/model-studio/deep-thinking).
 */
export function readReasoning(body: JsonRecord, receipt: Receipt): ReasoningWish | undefined {
  const reasoning = readObject(body.reasoning, 'reasoning') ?? {}
  const thinking = readObject(body.thinking, 'thinking') ?? {}
  const switched = readFlag(body.enable_thinking, 'enable_thinking')
  const isOff = thinking.type === 'disabled' || reasoning.enabled === false || switched === false
  const effort =
    readEffort(body.reasoning_effort, 'reasoning_effort', receipt) ??
    readEffort(reasoning.effort, 'reasoning.effort', receipt) ??
    (isOff ? 'none' : undefined)
  const budgetTokens =
    readNumber(reasoning.max_tokens, 'reasoning.max_tokens') ??
    readNumber(thinking.budget_tokens, 'thinking.budget_tokens')
  const exclude = readFlag(reasoning.exclude, 'reasoning.exclude')
  const isOn = thinking.type === 'enabled' || reasoning.enabled === true || switched === true
  const wish: ReasoningWish = {
    // Who only turns reasoning on leaves it to the model how much, and that is in other formats a middle one.
    effort: effort ?? (isOn && budgetTokens === undefined ? 'medium' : undefined),
    budgetTokens,
    isShown: exclude === undefined ? undefined : !exclude,
  }
  noteRest(reasoning, 'reasoning', ['effort', 'max_tokens', 'exclude', 'enabled'], receipt)
  noteRest(thinking, 'thinking', ['type', 'budget_tokens'], receipt)
  return Object.values(wish).every(value => value === undefined) ? undefined : wish
}

function readEffort(value: unknown, path: string, receipt: Receipt): ReasoningEffort | undefined {
  const effort = readText(value, path)
  if (effort === undefined || efforts.has(effort)) return effort as ReasoningEffort | undefined
  receipt.drop(path, `There is no effort “${effort.slice(0, 40)}” at other providers.`)
  return undefined
}

function noteRest(record: JsonRecord, path: string, read: readonly string[], receipt: Receipt): void {
  for (const [name, value] of Object.entries(record))
    if (isGiven(value) && !read.includes(name))
      receipt.drop(`${path}.${name}`, 'The provider’s format has no such member.')
}
