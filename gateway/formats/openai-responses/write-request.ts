// A request for a provider: https://platform.openai.com/docs/api-reference/responses/create
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, OutputFormat, ToolChoice, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { TranslationTarget, WrittenRequest } from '../../chat/translation.ts'
import { dropUnsayable, hasCacheMark } from '../../chat/unsayable.ts'
import { fittedKey } from '../fitted-names.ts'
import { strictAsTaken } from '../strict-schema.ts'
import { responsesCapabilities } from './capabilities.ts'
import { sentName } from './sent-names.ts'
import { textIn } from './write-content.ts'
import { writeInput } from './write-input.ts'
import { writeWishes } from './write-wishes.ts'

export function writeResponsesRequest(
  conversation: Conversation,
  { model }: TranslationTarget,
  receipt: Receipt,
): WrittenRequest {
  const { instructions, input } = writeTurns(conversation, receipt)
  noteUnsayable(conversation, receipt)
  const body = {
    model,
    ...(instructions === undefined ? {} : { instructions }),
    input,
    ...(conversation.stream ? { stream: true } : {}),
    // The provider is to keep nothing: each request says everything.
    store: false,
    ...writeTools(conversation, receipt),
    ...writeText(conversation, receipt),
    ...writeWishes(conversation, model, receipt),
    ...writeKeys(conversation, receipt),
  }
  return { path: '/v1/responses', query: '', body, toolNames: renamedTools(conversation.tools) }
}

/** Instructions that lead are said as such. Later ones stay where they are, so that the cached beginning stays the same. */
function writeTurns({ turns, outputFormat }: Conversation, receipt: Receipt) {
  const [first] = turns
  const isLeading =
    first?.role === 'system' && first.name === undefined && first.parts.every(part => part.type === 'text')
  const instructions = isLeading ? textsOf(first.parts) : undefined
  const input = writeInput(isLeading ? turns.slice(1) : turns, isLeading ? 1 : 0, receipt)
  if (outputFormat?.type !== 'json' || saysJson(turns)) return { instructions, input }
  // https://platform.openai.com/docs/guides/structured-outputs#json-mode
  receipt.change('response_format', 'The provider wants JSON to be asked for in words too.')
  return {
    instructions,
    input: [{ type: 'message', role: 'developer', content: 'Answer in JSON.' }, ...input],
  }
}

function textsOf(parts: Conversation['turns'][number]['parts']): string {
  return parts.map(part => (part.type === 'text' ? part.text : '')).join('\n\n')
}

function saysJson(turns: Conversation['turns']): boolean {
  return turns.some(({ role, parts }) => role !== 'system' && /json/i.test(textIn(parts)))
}

function writeTools({ tools, toolChoice, parallelToolCalls }: Conversation, receipt: Receipt): JsonRecord {
  if (tools.length === 0) return {}
  return {
    tools: tools.map((tool, at) => writeTool(tool, `tools[${at}].strict`, receipt)),
    ...(toolChoice === undefined ? {} : { tool_choice: writeToolChoice(toolChoice) }),
    ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
  }
}

/** The format keeps to a schema strictly unless it is told not to, which no other format does. */
function writeTool(
  { name, description, parameters, strict }: ToolDefinition,
  strictPath: string,
  receipt: Receipt,
): JsonRecord {
  return {
    type: 'function',
    name: sentName(name),
    ...(description === undefined ? {} : { description }),
    parameters: parameters ?? { type: 'object', properties: {} },
    strict: strictAsTaken(strict, parameters, strictPath, receipt) ?? false,
  }
}

function writeToolChoice(choice: ToolChoice): unknown {
  return choice.type === 'tool' ? { type: 'function', name: sentName(choice.name) } : choice.type
}

function renamedTools(tools: readonly ToolDefinition[]): ReadonlyMap<string, string> | undefined {
  const renamed = tools.filter(({ name }) => sentName(name) !== name)
  return renamed.length === 0 ? undefined : new Map(renamed.map(({ name }) => [sentName(name), name]))
}

function writeText({ outputFormat, verbosity }: Conversation, receipt: Receipt): JsonRecord {
  if (outputFormat === undefined && verbosity === undefined) return {}
  return {
    text: {
      ...(outputFormat === undefined ? {} : { format: writeFormat(outputFormat, receipt) }),
      ...(verbosity === undefined ? {} : { verbosity }),
    },
  }
}

function writeFormat(format: OutputFormat, receipt: Receipt): JsonRecord {
  if (format.type === 'json') return { type: 'json_object' }
  const { name = 'answer', description, schema, strict } = format
  const fitted = sentName(name)
  if (fitted !== name) receipt.change('response_format', 'The provider takes no such name of a schema.')
  return {
    type: 'json_schema',
    name: fitted,
    ...(description === undefined ? {} : { description }),
    schema,
    ...(strict === undefined
      ? {}
      : { strict: strictAsTaken(strict, schema, 'response_format.strict', receipt) }),
  }
}

const tiers: ReadonlySet<string> = new Set([
  'auto',
  'default',
  'flex',
  'scale',
  'priority',
  'fast',
  'ultrafast',
])

function writeKeys({ serviceTier, user, promptCacheKey }: Conversation, receipt: Receipt): JsonRecord {
  const isKnown = serviceTier !== undefined && tiers.has(serviceTier)
  if (serviceTier !== undefined && !isKnown)
    receipt.drop('service_tier', 'The provider has no such tier of service.')
  if (user !== undefined && fittedKey(user) !== user)
    receipt.change('user', 'The provider takes 64 characters, so that it is sent the hash.')
  return {
    ...(isKnown ? { service_tier: serviceTier } : {}),
    ...(user === undefined ? {} : { safety_identifier: fittedKey(user) }),
    ...(promptCacheKey === undefined ? {} : { prompt_cache_key: fittedKey(promptCacheKey) }),
  }
}

function noteUnsayable(conversation: Conversation, receipt: Receipt): void {
  dropUnsayable(conversation, responsesCapabilities, receipt)
  const { toolChoice, tools } = conversation
  if (tools.length === 0 && (toolChoice?.type === 'required' || toolChoice?.type === 'tool'))
    receipt.drop('tool_choice', 'There is no tool that it could mean.')
  if (hasCacheMark(conversation))
    receipt.change('cache_control', 'The provider itself decides what it keeps in its cache.')
}
