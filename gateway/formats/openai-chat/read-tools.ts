import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { ToolChoice, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { readCacheMark } from './read-content.ts'
import {
  isGiven,
  readFlag,
  readList,
  readText,
  requireObject,
  requireText,
  wrong,
} from './request-members.ts'

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools, and `functions`, which they replaced. */
export function readTools(body: JsonRecord, receipt: Receipt): readonly ToolDefinition[] {
  const tools = readList(body.tools, 'tools').flatMap((tool, at) => readTool(tool, `tools[${at}]`, receipt))
  const functions = readList(body.functions, 'functions').map((each, at) => {
    const path = `functions[${at}]`
    return readFunction(requireObject(each, path), path)
  })
  return [...tools, ...functions]
}

function readTool(value: unknown, path: string, receipt: Receipt): readonly ToolDefinition[] {
  const tool = requireObject(value, path)
  // Some servers take a tool without a type.
  if (tool.type === 'function' || (tool.type === undefined && isRecord(tool.function))) {
    const definition = readFunction(requireObject(tool.function, `${path}.function`), `${path}.function`)
    const cache = readCacheMark(tool, path, receipt)
    return [cache ? { ...definition, cache } : definition]
  }
  if (typeof tool.type !== 'string') throw wrong(`${path}.type`, 'a string')
  receipt.drop(
    path,
    tool.type === 'custom'
      ? 'Only this format has tools whose input is free text.'
      : 'A tool that runs at the provider cannot be translated.',
  )
  return []
}

function readFunction(definition: JsonRecord, path: string): ToolDefinition {
  const { name, description, parameters, strict } = definition
  return {
    name: requireText(name, `${path}.name`),
    description: readText(description, `${path}.description`),
    parameters: isGiven(parameters)
      ? requireObject(parameters, `${path}.parameters`)
      : { type: 'object', properties: {} },
    strict: readFlag(strict, `${path}.strict`),
  }
}

/** https://platform.openai.com/docs/api-reference/chat/create#chat-create-tool_choice, and `function_call` before it. */
export function readToolChoice(body: JsonRecord, receipt: Receipt): ToolChoice | undefined {
  if (isGiven(body.tool_choice)) return readChoice(body.tool_choice, receipt)
  const { function_call: call } = body
  if (!isGiven(call)) return undefined
  if (call === 'auto' || call === 'none') return { type: call }
  return { type: 'tool', name: requireText(requireObject(call, 'function_call').name, 'function_call.name') }
}

function readChoice(value: unknown, receipt: Receipt): ToolChoice | undefined {
  if (value === 'auto' || value === 'none' || value === 'required') return { type: value }
  // Mistral's word for `required`: https://docs.mistral.ai/capabilities/function_calling
  if (value === 'any') return { type: 'required' }
  const choice = requireObject(value, 'tool_choice')
  switch (choice.type) {
    case 'function': {
      const path = 'tool_choice.function'
      return { type: 'tool', name: requireText(requireObject(choice.function, path).name, `${path}.name`) }
    }
    case 'allowed_tools': {
      const { mode } = requireObject(choice.allowed_tools, 'tool_choice.allowed_tools')
      receipt.drop(
        'tool_choice.allowed_tools.tools',
        'The provider cannot be told to use some of the tools only.',
      )
      return mode === 'required' ? { type: 'required' } : { type: 'auto' }
    }
    case 'custom':
      receipt.drop('tool_choice', 'Only this format has tools whose input is free text.')
      return undefined
    default:
      throw wrong('tool_choice.type', '"function", "allowed_tools" or "custom"')
  }
}
