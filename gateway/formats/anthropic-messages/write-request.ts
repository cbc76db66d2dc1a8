// Writes a request for a provider: https://docs.anthropic.com/en/api/messages
import { hash } from 'node:crypto'
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { TranslationTarget, WrittenRequest } from '../../chat/translation.ts'
import { dropUnsayable } from '../../chat/unsayable.ts'
import { outputLimitOf } from '../../tokens/output-limit.ts'
import { limitCacheMarks } from './cache-marks.ts'
import { messagesCapabilities } from './capabilities.ts'
import { type ModelTraits, traitsOf } from './generation.ts'
import { isLoop, markLoop } from './loop-cache-marks.ts'
import type { WrittenMessage } from './pair-calls.ts'
import { writePrefill, writeTurns } from './write-messages.ts'
import { type WrittenOutputFormat, writeOutputFormat } from './write-output-format.ts'
import { writeSampling } from './write-sampling.ts'
import { writeThinking } from './write-thinking.ts'
import { writeToolChoice, writeTools } from './write-tools.ts'

export function writeRequest(
  conversation: Conversation,
  { model, mayMarkCache }: TranslationTarget,
  receipt: Receipt,
): WrittenRequest {
  const traits = traitsOf(model)
  const turns = writeTurns(conversation, receipt)
  const own = writeTools(conversation, traits, receipt)
  const ownNames = new Set(own.tools.map(({ name }) => name))
  const output = writeOutputFormat(conversation.outputFormat, traits, ownNames, receipt)
  const wanted = forceAnswer(writeToolChoice(conversation, receipt), output, conversation)
  const maxTokens = writeMaxTokens(conversation, model, traits, receipt)
  const obstacle = obstacleToThinking(wanted, turns.messages, traits, conversation)
  const thought = writeThinking({ wish: conversation.reasoning, traits, maxTokens, obstacle }, receipt)
  const thinksAsked = thought.thinking !== undefined && thought.thinks
  const choice = thought.thinks ? unforced(wanted, traits, receipt) : wanted
  const told = output.instruction === undefined ? [] : [{ type: 'text', text: output.instruction }]
  const prefill = writePrefill(turns.messages, traits.takesPrefill && !thinksAsked, receipt)
  const allTools = [...own.tools, ...(output.answerTool ? [output.answerTool] : [])]
  const lists = {
    tools: allTools,
    system: [...turns.system, ...told],
    messages: prefill.map(message => ({ ...message })),
  }
  const marks = mayMarkCache === true && traits.isClaude && isLoop(conversation)
  const { tools, system, messages } = marks
    ? markLoop(lists, traits, receipt)
    : limitCacheMarks(lists, receipt)
  const config = { ...pick('effort', thought.effort), ...pick('format', output.format) }
  dropUnsayable(conversation, messagesCapabilities, receipt)
  const body = {
    model,
    max_tokens: maxTokens,
    ...pick('stream', conversation.stream || undefined),
    ...pick('system', system.length > 0 ? system : undefined),
    messages,
    ...pick('tools', tools.length > 0 ? tools : undefined),
    ...pick('tool_choice', choice),
    ...pick('thinking', thought.thinking),
    ...pick('output_config', Object.keys(config).length > 0 ? config : undefined),
    ...writeSampling(conversation, traits, thinksAsked, receipt),
    ...writeStopSequences(conversation, receipt),
    ...pick('metadata', writeUser(conversation, receipt)),
    ...pick('service_tier', writeServiceTier(conversation, receipt)),
  }
  return {
    path: '/v1/messages',
    query: '',
    body,
    headers: {
      // https://docs.anthropic.com/en/api/versioning
      'anthropic-version': '2023-06-01',
      // https://docs.anthropic.com/en/docs/build-with-claude/files
      ...pick('anthropic-beta', usesFiles(messages) ? 'files-api-2025-04-14' : undefined),
    },
    ...pick('toolNames', own.toolNames.size > 0 ? own.toolNames : undefined),
    ...pick('answerTool', output.answerTool?.name),
  } as WrittenRequest
}

function pick(name: string, value: unknown): JsonRecord {
  return value === undefined ? {} : { [name]: value }
}

/** The answer's tool has to be called. Where the model may call others too, it has to call any of them. */
function forceAnswer(
  choice: JsonRecord | undefined,
  { answerTool }: WrittenOutputFormat,
  { tools }: Conversation,
): JsonRecord | undefined {
  if (answerTool === undefined || choice?.type === 'tool') return choice
  if (tools.length === 0 || choice?.type === 'none') return { type: 'tool', name: answerTool.name }
  return { ...choice, type: 'any' }
}

function isForced(choice: JsonRecord | undefined): boolean {
  return choice?.type === 'any' || choice?.type === 'tool'
}

/** A model that thinks cannot be made to call a tool, and one that always thinks will not be kept from it. */
function unforced(
  choice: JsonRecord | undefined,
  traits: ModelTraits,
  receipt: Receipt,
): JsonRecord | undefined {
  if (!isForced(choice) || traits.thinksUnasked !== 'always') return choice
  receipt.change('tool_choice', 'The model always thinks, so it cannot be made to call a tool.')
  const { name: _, ...rest } = choice ?? {}
  return { ...rest, type: 'auto' }
}

/** Why the model must not think, if it must not. */
function obstacleToThinking(
  choice: JsonRecord | undefined,
  messages: readonly WrittenMessage[],
  traits: ModelTraits,
  { reasoning }: Conversation,
): string | undefined {
  if (isForced(choice)) return 'A model that has to call a tool cannot think.'
  const thinksInBudget =
    traits.thinking === 'budget' ||
    (traits.thinking === 'budget-or-adaptive' && reasoning?.budgetTokens !== undefined)
  if (!thinksInBudget || !traits.isClaude) return undefined
  // In the middle of a turn with calls, its first block has to be the thinking before them.
  const [before, last] = messages.slice(-2)
  const continuesCalls = last?.content[0]?.type === 'tool_result'
  const thought = /thinking$/.test(String(before?.content[0]?.type))
  return continuesCalls && !thought ? 'The turn began without thinking of the provider.' : undefined
}

/**
 * The format needs a number. Without one of the caller's, it is a usual one, which leaves room beside the thinking that was
 * asked for, within what the model can write.
 */
function writeMaxTokens(
  { maxOutputTokens, reasoning }: Conversation,
  model: string,
  traits: ModelTraits,
  receipt: Receipt,
): number {
  const limit = outputLimitOf(model) ?? Number.POSITIVE_INFINITY
  if (maxOutputTokens === undefined) {
    const withThinking = Math.ceil((reasoning?.budgetTokens ?? 0) * 1.25)
    return Math.min(Math.max(traits.usualMaxTokens, withThinking), limit)
  }
  if (maxOutputTokens <= limit) return maxOutputTokens
  receipt.change('max_tokens', `The model writes at most ${limit} tokens.`)
  return limit
}

function writeStopSequences({ stopSequences }: Conversation, receipt: Receipt): JsonRecord {
  const written = (stopSequences ?? []).filter(sequence => sequence.trim() !== '')
  if (written.length < (stopSequences?.length ?? 0)) {
    receipt.drop('stop', 'The provider takes no stop sequences of white space alone.')
  }
  return written.length > 0 ? { stop_sequences: written } : {}
}

/** https://docs.anthropic.com/en/api/messages#body-metadata */
function writeUser({ user }: Conversation, receipt: Receipt): JsonRecord | undefined {
  if (user === undefined || user === '') return undefined
  if (user.length <= 256) return { user_id: user }
  receipt.change('user', 'An identifier of more than 256 characters is sent as a hash.')
  return { user_id: hash('sha256', user, 'hex') }
}

/** https://docs.anthropic.com/en/api/service-tiers */
function writeServiceTier({ serviceTier }: Conversation, receipt: Receipt): string | undefined {
  switch (serviceTier) {
    case undefined:
      return undefined
    case 'auto':
    case 'standard_only':
      return serviceTier
    case 'default':
    case 'standard':
      return 'standard_only'
    case 'priority':
      receipt.change('service_tier', 'The provider uses priority capacity if there is any.')
      return 'auto'
    default:
      receipt.drop('service_tier', 'The provider has no such tier.')
      return undefined
  }
}

function usesFiles(messages: readonly JsonRecord[]): boolean {
  const holdsFile = (block: unknown): boolean =>
    isRecord(block) &&
    ((isRecord(block.source) && block.source.type === 'file') ||
      (Array.isArray(block.content) && block.content.some(holdsFile)))
  return messages.some(holdsFile)
}
