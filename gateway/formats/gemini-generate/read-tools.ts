import type { ToolChoice, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { Members } from './read-members.ts'
import { readGeminiSchema } from './read-schema.ts'

interface ReadTools {
  readonly tools: readonly ToolDefinition[]
  readonly toolChoice: ToolChoice | undefined
}

export function readTools(tools: unknown, config: Members | undefined, receipt: Receipt): ReadTools {
  const list = tools === undefined ? [] : Array.isArray(tools) ? tools : [tools]
  const declared = list.flatMap((tool, index) => readTool(tool, `tools[${index}]`, receipt))
  return choose(declared, config, receipt)
}

function readTool(tool: unknown, path: string, receipt: Receipt): readonly ToolDefinition[] {
  const members = new Members(tool, path)
  const declarations = members.list('functionDeclarations') ?? []
  for (const left of members.left()) receipt.drop(left, 'This tool runs at its own provider only.')
  return declarations.map((each, index) =>
    readDeclaration(new Members(each, `${path}.functionDeclarations[${index}]`), receipt),
  )
}

function readDeclaration(members: Members, receipt: Receipt): ToolDefinition {
  const name = members.text('name')
  if (name === undefined || name === '') throw invalid(`"${members.path}.name" must be a string.`)
  const own = members.record('parameters')
  const standard = members.take('parametersJsonSchema')
  const behavior = members.text('behavior')
  if (behavior !== undefined && behavior !== 'BLOCKING' && behavior !== 'UNSPECIFIED')
    receipt.drop(`${members.path}.behavior`, 'Other formats have only calls that are waited for.')
  const description = members.text('description')
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  const parameters = standard ?? (own ? readGeminiSchema(own) : { type: 'object', properties: {} })
  return { name, description, parameters }
}

/** https://ai.google.dev/api/caching#FunctionCallingConfig */
function choose(tools: readonly ToolDefinition[], config: Members | undefined, receipt: Receipt): ReadTools {
  const calling = config?.within('functionCallingConfig')
  const mode = calling?.text('mode')?.toUpperCase()
  const names = (calling?.list('allowedFunctionNames') ?? []).filter(name => typeof name === 'string')
  for (const left of [...(calling?.left() ?? []), ...(config?.left() ?? [])])
    receipt.drop(left, 'Other formats have no place for it.')
  const path = 'toolConfig.functionCallingConfig'
  const [only] = names
  switch (mode) {
    case undefined:
    case 'MODE_UNSPECIFIED':
      return { tools, toolChoice: undefined }
    case 'AUTO':
      return { tools, toolChoice: { type: 'auto' } }
    case 'NONE':
      return { tools, toolChoice: { type: 'none' } }
    case 'ANY':
      if (only !== undefined && names.length === 1) return { tools, toolChoice: { type: 'tool', name: only } }
      return { tools: onlyAllowed(), toolChoice: { type: 'required' } }
    case 'VALIDATED':
      receipt.change(`${path}.mode`, 'It is said as AUTO, since other formats validate tools one by one.')
      return { tools: onlyAllowed(), toolChoice: { type: 'auto' } }
    default:
      throw invalid(`"${path}.mode" must be AUTO, ANY, NONE or VALIDATED.`)
  }

  function onlyAllowed(): readonly ToolDefinition[] {
    const allowed = tools.filter(({ name }) => names.includes(name))
    if (allowed.length === 0 || allowed.length === tools.length) return tools
    receipt.change(`${path}.allowedFunctionNames`, 'Only the allowed functions are offered.')
    return allowed
  }
}
