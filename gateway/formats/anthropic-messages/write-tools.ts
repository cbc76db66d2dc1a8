// Writes tools and their choice: https://docs.anthropic.com/en/api/messages#body-tools
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { cacheMark } from './cache-marks.ts'
import type { ModelTraits } from './generation.ts'
import { writableToolName } from './names.ts'
import { inputSchema, losesMeaning, strictSchema } from './schema.ts'

export interface WrittenTools {
  readonly tools: readonly JsonRecord[]
  /** Names that had to be changed: the caller's by the one that is sent. */
  readonly toolNames: ReadonlyMap<string, string>
}

export function writeTools(
  { tools, turns }: Conversation,
  traits: ModelTraits,
  receipt: Receipt,
): WrittenTools {
  const written = new Map<string, JsonRecord>()
  const toolNames = new Map<string, string>()
  tools.forEach((tool, index) => {
    const name = writableToolName(tool.name)
    if (name !== tool.name) toolNames.set(name, tool.name)
    if (written.has(name)) receipt.drop(`tools[${index}]`, 'There is another tool of this name.')
    else written.set(name, writeTool(tool, name, `tools[${index}]`, traits, receipt))
  })
  if (written.size === 0) for (const name of calledIn(turns)) written.set(name, writeFormerTool(name))
  return { tools: [...written.values()], toolNames }
}

function writeTool(
  tool: ToolDefinition,
  name: string,
  path: string,
  traits: ModelTraits,
  receipt: Receipt,
): JsonRecord {
  const { schema, isChanged } = inputSchema(tool.parameters)
  if (isChanged) receipt.change(`${path}.parameters`, 'The root of the schema has to be one object.')
  const isStrict = tool.strict === true && traits.hasOutputFormat
  if (tool.strict === true && !isStrict) receipt.drop(`${path}.strict`, 'The model has no strict tools.')
  if (isStrict && losesMeaning(schema)) {
    receipt.change(`${path}.parameters`, 'Limits that a strict tool cannot have are in its description.')
  }
  return {
    name,
    ...(tool.description ? { description: tool.description } : {}),
    input_schema: isStrict ? strictSchema(schema) : schema,
    ...(isStrict ? { strict: true } : {}),
    ...cacheMark(tool),
  }
}

/** The provider wants every tool defined that was called before, even where none may be called any more. */
function writeFormerTool(name: string): JsonRecord {
  const description = 'A tool of an earlier turn. It is not there any more.'
  return { name, description, input_schema: { type: 'object', properties: {} } }
}

function calledIn(turns: Conversation['turns']): ReadonlySet<string> {
  const parts = turns.flatMap(turn => turn.parts)
  return new Set(parts.flatMap(part => (part.type === 'tool-call' ? [writableToolName(part.name)] : [])))
}

/** Undefined if nothing has to be said. */
export function writeToolChoice(conversation: Conversation, receipt: Receipt): JsonRecord | undefined {
  const { tools, toolChoice, parallelToolCalls, turns } = conversation
  if (tools.length === 0) {
    if (toolChoice?.type === 'required' || toolChoice?.type === 'tool') {
      receipt.drop('tool_choice', 'There are no tools.')
    }
    return calledIn(turns).size > 0 ? { type: 'none' } : undefined
  }
  const single = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {}
  switch (toolChoice?.type) {
    case 'none':
      return { type: 'none' }
    case 'required':
      return { type: 'any', ...single }
    case 'tool':
      return { type: 'tool', name: writableToolName(toolChoice.name), ...single }
    case 'auto':
      return { type: 'auto', ...single }
    default:
      return parallelToolCalls === false ? { type: 'auto', ...single } : undefined
  }
}
