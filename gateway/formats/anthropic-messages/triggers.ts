// What a request of the messages format may cause: https://platform.claude.com/docs/en/api/messages

import { countOf, isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { cacheControlTriggers, cacheTriggers } from '../../chat/cache-control.ts'
import {
  addTriggers,
  noTriggers,
  sumTriggers,
  type Triggers,
  unbounded,
} from '../../chat/request-triggers.ts'

/** By the name of a member of the body. If the member is a list, the function is called for each element. */
export const anthropicMessagesTriggers: Readonly<Record<string, (value: unknown) => Triggers>> = {
  messages: message =>
    addTriggers(cacheTriggers(message), isRecord(message) ? contentTriggers(message.content) : undefined),
  system: cacheTriggers,
  tools: tools =>
    addTriggers(cacheTriggers(tools), Array.isArray(tools) ? sumTriggers(tools, toolTriggers) : undefined),
  // Asks for caching of everything, without naming a place in the request.
  cache_control: cacheControlTriggers,
  mcp_servers: servers =>
    Array.isArray(servers) && servers.length === 0 ? noTriggers : unbounded('hosted-tool'),
  context_management: contextTriggers,
  compaction: () => compaction,
  fallbacks: models =>
    Array.isArray(models) && models.length === 0 ? noTriggers : unbounded('other-models'),
  thread: () => unbounded('conversation-elsewhere'),
}

const knownParts: ReadonlySet<unknown> = new Set([
  'text',
  'thinking',
  'redacted_thinking',
  'tool_use',
  'server_tool_use',
  'mcp_tool_use',
  'mcp_tool_listing',
  'compaction',
  'fallback',
  'tool_addition',
  'tool_removal',
  'tool_reference',
  'code_execution_output',
  'bash_code_execution_output',
])

function contentTriggers(content: unknown): Triggers {
  if (isRecord(content)) return blockTriggers(content)
  return Array.isArray(content) ? sumTriggers(content, blockTriggers) : noTriggers
}

const compaction: Triggers = { ...noTriggers, compaction: true }
const file: Triggers = { ...noTriggers, file: true }
const pictureElsewhere: Triggers = { ...noTriggers, pictureElsewhere: true }

function blockTriggers(block: unknown): Triggers {
  if (!isRecord(block) || knownParts.has(block.type)) return noTriggers
  const { type } = block
  if (type === 'image') return sourceOf(block).type === 'base64' ? noTriggers : pictureElsewhere
  if (type === 'document') return documentTriggers(sourceOf(block))
  if (type === 'container_upload') return unbounded('document-elsewhere')
  // The results of tools are in the request, even of those that run at the provider.
  if (typeof type === 'string' && /_result(_error)?$/.test(type)) return contentTriggers(block.content)
  return unbounded('unknown-part')
}

function sourceOf({ source }: JsonRecord): JsonRecord {
  return isRecord(source) ? source : {}
}

/** https://platform.claude.com/docs/en/build-with-claude/pdf-support */
function documentTriggers(source: JsonRecord): Triggers {
  if (source.type === 'text') return noTriggers
  if (source.type === 'content') return contentTriggers(source.content)
  return source.type === 'base64' ? file : unbounded('document-elsewhere')
}

/**
 * The most input tokens that one of Anthropic's own tools adds if the caller runs it. Computer use adds 735 tokens and
 * a prompt of 499: https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview#pricing
 */
const ownToolTokens = 1500

function toolTriggers(tool: unknown): Triggers {
  if (!isRecord(tool) || typeof tool.type !== 'string' || tool.type === 'custom') return noTriggers
  const { type } = tool
  if (/^(bash|text_editor|computer|memory|computer_toolset|browser_toolset)_\d+$/.test(type))
    return { ...noTriggers, addedTokens: ownToolTokens }
  if (/^web_search_\d+$/.test(type)) return searchTriggers(tool, !/_20250305$/.test(type))
  if (/^web_fetch_\d+$/.test(type)) return fetchTriggers(tool, !/_20250910$/.test(type))
  // This tool searches among the tools of the request, as often as the model likes.
  if (/^tool_search_tool_\w+$/.test(type)) return { ...noTriggers, loops: true }
  return unbounded(/^code_execution_\d+$/.test(type) ? 'code-execution' : 'hosted-tool')
}

/** A limit that is higher than anything a request could use counts as no limit. */
const usesAtMost = 1000
const contentAtMost = 10_000_000

function boundOf(value: unknown, most: number): number | undefined {
  const bound = countOf(value)
  return bound !== undefined && bound <= most ? bound : undefined
}

/**
 * Later types of this tool run code on what they find:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool
 */
function searchTriggers(tool: JsonRecord, loops: boolean): Triggers {
  const uses = boundOf(tool.max_uses, usesAtMost)
  return uses === undefined ? unbounded('search-uses') : { ...noTriggers, searches: uses, loops }
}

/**
 * The limit of this tool is "approximate", so a quarter is added:
 * https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-fetch-tool
 */
const fetchSlack = 1.25

function fetchTriggers(tool: JsonRecord, loops: boolean): Triggers {
  const uses = boundOf(tool.max_uses, usesAtMost)
  const length = boundOf(tool.max_content_tokens, contentAtMost)
  if (uses === undefined) return unbounded('fetch-uses')
  if (length === undefined) return unbounded('fetch-length')
  return { ...noTriggers, fetches: uses, fetchedTokens: Math.ceil(uses * length * fetchSlack), loops }
}

/**
 * Clearing only takes something away from the context, but compaction adds a pass:
 * https://platform.claude.com/docs/en/build-with-claude/compaction
 */
function contextTriggers(management: unknown): Triggers {
  if (!isRecord(management) || !Array.isArray(management.edits)) return noTriggers
  const types = management.edits.map(edit => (isRecord(edit) ? edit.type : undefined))
  if (types.every(type => typeof type === 'string' && type.startsWith('clear_'))) return noTriggers
  return compaction
}
