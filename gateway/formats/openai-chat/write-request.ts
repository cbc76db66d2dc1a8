// Writes a request of chat completions: https://platform.openai.com/docs/api-reference/chat/create
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, OutputFormat, ToolChoice, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { TranslationTarget, WrittenRequest } from '../../chat/translation.ts'
import { endsWithPrefill } from '../../chat/unsayable.ts'
import type { FittedNames } from '../fitted-names.ts'
import { strictAsTaken } from '../strict-schema.ts'
import { callsOneByOne } from './model-kinds.ts'
import { sentNames } from './sent-names.ts'
import { writeMessages } from './write-messages.ts'
import { writeSettings } from './write-settings.ts'

/** See `ProviderTranslation.writeRequest`. */
export function writeRequest(
  conversation: Conversation,
  target: TranslationTarget,
  receipt: Receipt,
): WrittenRequest {
  const { model } = target
  const names = sentNames()
  const body = withoutUndefined({
    model,
    messages: [
      ...jsonInstruction(conversation, receipt),
      ...writeMessages(conversation.turns, {
        target,
        hasTools: conversation.tools.length > 0,
        names,
        receipt,
      }),
    ],
    ...toolMembers(conversation, model, names, receipt),
    response_format: outputFormat(conversation.outputFormat, receipt),
    ...writeSettings(conversation, model, receipt),
    ...prefillMembers(conversation, target, receipt),
    ...(conversation.stream && { stream: true, stream_options: { include_usage: true } }),
  })
  for (const [sent, name] of names.changed)
    receipt.change('tools', `The name “${name.slice(0, 80)}” is sent as “${sent}”.`)
  return {
    path: '/v1/chat/completions',
    query: '',
    body,
    ...(names.changed.size > 0 && { toolNames: names.changed }),
  }
}

/**
 * JSON mode is refused unless a message says the word: https://platform.openai.com/docs/guides/structured-outputs#json-mode
 */
function jsonInstruction({ outputFormat, turns }: Conversation, receipt: Receipt): readonly JsonRecord[] {
  if (outputFormat?.type !== 'json') return []
  const isSaid = turns.some(({ parts }) =>
    parts.some(part => part.type === 'text' && /json/i.test(part.text)),
  )
  if (isSaid) return []
  receipt.change(
    'response_format',
    'A message that asks for JSON is added, because the provider demands one.',
  )
  return [{ role: 'system', content: 'Answer with JSON.' }]
}

function toolMembers(
  { tools, toolChoice, parallelToolCalls }: Conversation,
  model: string,
  names: FittedNames,
  receipt: Receipt,
): JsonRecord {
  // Without tools, the provider refuses what is said about them.
  if (tools.length === 0) {
    if (toolChoice && toolChoice.type !== 'none' && toolChoice.type !== 'auto')
      receipt.drop('tool_choice', 'There are no tools.')
    return {}
  }
  return {
    tools: tools.map((tool, at) => writeTool(tool, `tools[${at}]`, names, receipt)),
    tool_choice: toolChoice && writeChoice(toolChoice, names),
    parallel_tool_calls: callsOneByOne(model) ? undefined : parallelToolCalls,
  }
}

function writeTool(tool: ToolDefinition, path: string, names: FittedNames, receipt: Receipt): JsonRecord {
  const { name, description, parameters, strict } = tool
  if (tool.cache) receipt.drop(`${path}.cache_control`, 'The provider decides by itself what it caches.')
  return {
    type: 'function',
    function: withoutUndefined({
      name: names.of(name),
      description,
      parameters: parameters ?? { type: 'object', properties: {} },
      strict: strictAsTaken(strict, parameters, `${path}.strict`, receipt),
    }),
  }
}

function writeChoice(choice: ToolChoice, names: FittedNames): unknown {
  return choice.type === 'tool'
    ? { type: 'function', function: { name: names.of(choice.name) } }
    : choice.type
}

function outputFormat(format: OutputFormat | undefined, receipt: Receipt): JsonRecord | undefined {
  if (!format) return undefined
  if (format.type === 'json') return { type: 'json_object' }
  const { schema, name = '', description, strict } = format
  return {
    type: 'json_schema',
    json_schema: withoutUndefined({
      // A name has to be there, of letters and digits.
      name: name.replace(/[^\w-]/g, '_').slice(0, 64) || 'answer',
      description,
      schema,
      strict: strictAsTaken(strict, schema, 'response_format.strict', receipt),
    }),
  }
}

/**
 * Most providers take a last turn of the assistant and answer with a new one. The members are those of
 * https://docs.vllm.ai/en/stable/serving/openai_compatible_server#chat-api
 */
function prefillMembers(
  conversation: Conversation,
  { prefill = 'no' }: TranslationTarget,
  receipt: Receipt,
): JsonRecord {
  if (prefill === 'taken' || !endsWithPrefill(conversation)) return {}
  if (prefill === 'asked') return { continue_final_message: true, add_generation_prompt: false }
  receipt.change('messages', 'The answer is a new turn, and does not go on with the last one.')
  return {}
}

function withoutUndefined(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))
}
