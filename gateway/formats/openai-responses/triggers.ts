// What a request for a response may cause: https://platform.openai.com/docs/api-reference/responses/create

import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import { noTriggers, sumTriggers, type Triggers, unbounded } from '../../chat/request-triggers.ts'
import { sealedTokens } from './sealed-tokens.ts'

/** By the name of a member of the body. If the member is a list, the function is called for each element. */
export const openAiResponsesTriggers: Readonly<Record<string, (value: unknown) => Triggers>> = {
  input: itemTriggers,
  tools: toolsTriggers,
  previous_response_id: () => unbounded('conversation-elsewhere'),
  conversation: () => unbounded('conversation-elsewhere'),
  prompt: () => unbounded('prompt-elsewhere'),
  // https://platform.openai.com/docs/guides/conversation-state#compaction-advanced
  context_management: entries => (Array.isArray(entries) && entries.length === 0 ? noTriggers : compaction),
  // Compatible providers have these members: https://openrouter.ai/docs/features/model-routing
  models: models => (Array.isArray(models) && models.length === 0 ? noTriggers : unbounded('other-models')),
  plugins: plugins =>
    Array.isArray(plugins) && plugins.length === 0 ? noTriggers : unbounded('hosted-tool'),
}

const compaction: Triggers = { ...noTriggers, compaction: true }
const audioInput: Triggers = { ...noTriggers, audioInput: true }
const file: Triggers = { ...noTriggers, file: true }
const pictureElsewhere: Triggers = { ...noTriggers, pictureElsewhere: true }

/** Items that contain everything that the model is shown of them. */
const wholeItems: ReadonlySet<unknown> = new Set([
  'function_call',
  'custom_tool_call',
  'computer_call',
  'local_shell_call',
  'local_shell_call_output',
  'shell_call',
  'shell_call_output',
  'apply_patch_call',
  'apply_patch_call_output',
  'mcp_list_tools',
  'mcp_approval_request',
  'mcp_approval_response',
  'mcp_call',
  'tool_search_call',
])

/** Items whose content is kept by the provider, for example what its tools found. */
const keptItems: ReadonlySet<unknown> = new Set([
  'item_reference',
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'program',
  'program_output',
])

function itemTriggers(item: unknown): Triggers {
  if (!isRecord(item) || wholeItems.has(item.type)) return noTriggers
  const { type } = item
  if (keptItems.has(type)) return unbounded('conversation-elsewhere')
  switch (type) {
    case undefined:
    case 'message':
      return contentTriggers(item.content)
    case 'function_call_output':
    case 'custom_tool_call_output':
      return contentTriggers(item.output)
    case 'computer_call_output':
      return partTriggers(item.output)
    case 'reasoning':
    case 'compaction':
      return sealedTriggers(item)
    case 'image_generation_call':
      return typeof item.result === 'string' ? noTriggers : unbounded('conversation-elsewhere')
    case 'additional_tools':
    case 'tool_search_output':
      return toolsTriggers(item.tools)
    case 'compaction_trigger':
      return compaction
    default:
      return unbounded('unknown-part')
  }
}

/** Encrypted reasoning was counted at its usual length. It may be longer. */
function sealedTriggers({ encrypted_content: sealed }: JsonRecord): Triggers {
  if (typeof sealed !== 'string') return noTriggers
  const { usual, most } = sealedTokens(sealed)
  return { ...noTriggers, addedTokens: most - usual }
}

function contentTriggers(content: unknown): Triggers {
  return Array.isArray(content) ? sumTriggers(content, partTriggers) : noTriggers
}

const textParts: ReadonlySet<unknown> = new Set([
  'input_text',
  'output_text',
  'refusal',
  'text',
  'summary_text',
  'reasoning_text',
])

function partTriggers(part: unknown): Triggers {
  if (!isRecord(part) || textParts.has(part.type)) return noTriggers
  switch (part.type) {
    case 'input_image':
    case 'computer_screenshot':
      return textOf(part.image_url).startsWith('data:') ? noTriggers : pictureElsewhere
    case 'input_audio':
      return audioInput
    case 'input_file':
      return typeof part.file_data === 'string' ? file : unbounded('document-elsewhere')
    default:
      return unbounded('unknown-part')
  }
}

function toolsTriggers(tools: unknown): Triggers {
  return Array.isArray(tools) ? sumTriggers(tools, toolTriggers) : noTriggers
}

/**
 * Tools that the provider designed and the caller runs. It is not published what the provider shows the model of them.
 */
const ownTools = /^(computer\w*|local_shell|apply_patch)$/

function toolTriggers(tool: unknown): Triggers {
  if (!isRecord(tool)) return noTriggers
  const { type } = tool
  if (type === 'function' || type === 'custom') return noTriggers
  if (type === 'namespace') return toolsTriggers(tool.tools)
  if (typeof type === 'string' && ownTools.test(type)) return unbounded('own-tool')
  if (type === 'shell') return unbounded(isLocal(tool.environment) ? 'own-tool' : 'code-execution')
  if (type === 'code_interpreter' || type === 'programmatic_tool_calling') return unbounded('code-execution')
  // One call of this tool may search several times, so a limit on calls does not limit the searches.
  if (typeof type === 'string' && type.startsWith('web_search')) return unbounded('searches')
  return unbounded('hosted-tool')
}

function isLocal(environment: unknown): boolean {
  return !isRecord(environment) || environment.type === 'local'
}
