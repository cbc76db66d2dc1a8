// Reads tools and their choice: https://docs.anthropic.com/en/api/messages#body-tools
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, ToolChoice, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { isGiven, readCacheMark, readList, readRecord, readText } from './read-members.ts'

// `eager_input_streaming` is read by sending the arguments as they come, which every stream does.
const known: ReadonlySet<string> = new Set([
  'type',
  'name',
  'description',
  'input_schema',
  'strict',
  'cache_control',
  'eager_input_streaming',
])

export function readTools(body: JsonRecord, receipt: Receipt): readonly ToolDefinition[] {
  if (!isGiven(body.tools)) return []
  return readList(body.tools, 'tools').flatMap((value, index) => {
    const path = `tools[${index}]`
    const tool = readRecord(value, path)
    if (isGiven(tool.type) && tool.type !== 'custom') {
      receipt.drop(path, 'Only the provider of this format knows this tool.')
      return []
    }
    noteMembers(tool, path, receipt)
    return [
      {
        name: readText(tool.name, `${path}.name`),
        ...(isGiven(tool.description)
          ? { description: readText(tool.description, `${path}.description`) }
          : {}),
        parameters: tool.input_schema ?? { type: 'object', properties: {} },
        ...(typeof tool.strict === 'boolean' ? { strict: tool.strict } : {}),
        ...readCacheMark(tool),
      },
    ]
  })
}

function noteMembers(tool: JsonRecord, path: string, receipt: Receipt): void {
  for (const [name, value] of Object.entries(tool)) {
    if (known.has(name) || !isGiven(value) || value === false) continue
    if (name === 'defer_loading') receipt.change(`${path}.${name}`, 'The tool is given at once.')
    else if (name === 'allowed_callers' && Array.isArray(value) && value.includes('direct')) continue
    else receipt.drop(`${path}.${name}`, 'Other formats have no such member of a tool.')
  }
}

type Choice = Pick<Conversation, 'toolChoice' | 'parallelToolCalls'>

export function readToolChoice(body: JsonRecord, tools: readonly ToolDefinition[], receipt: Receipt): Choice {
  if (!isGiven(body.tool_choice)) return {}
  const choice = readRecord(body.tool_choice, 'tool_choice')
  const parallel = choice.disable_parallel_tool_use === true ? { parallelToolCalls: false } : {}
  const toolChoice = readKind(choice)
  const isMissing = toolChoice.type === 'tool' && !tools.some(({ name }) => name === toolChoice.name)
  if (isMissing || (toolChoice.type === 'required' && tools.length === 0)) {
    receipt.drop('tool_choice', 'It asks for a tool that is not among those that can be given.')
    return parallel
  }
  return { toolChoice, ...parallel }
}

function readKind(choice: JsonRecord): ToolChoice {
  switch (choice.type) {
    case 'auto':
    case 'none':
      return { type: choice.type }
    case 'any':
      return { type: 'required' }
    case 'tool':
      return { type: 'tool', name: readText(choice.name, 'tool_choice.name') }
    default:
      throw invalid('"tool_choice.type" must be auto, any, tool or none.')
  }
}
