import type { JsonRecord } from '../../bytes/json-value.ts'
import { isRecord } from '../../bytes/json-value.ts'
import type { Conversation, ToolChoice, ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { FittedNames } from '../fitted-names.ts'
import { type ModelGeneration, takesJsonSchema } from './model-generation.ts'
import { writeSchema } from './write-schema.ts'

/**
 * The members `tools` and `toolConfig`. Schemas of tools go as JSON Schema to models that take it, because there a member of
 * any name can be said, and values that are numbers.
 */
export function writeTools(
  { tools, toolChoice }: Conversation,
  generation: ModelGeneration,
  names: FittedNames,
  receipt: Receipt,
): JsonRecord {
  if (tools.length === 0) {
    const isAsked = toolChoice !== undefined && toolChoice.type !== 'auto' && toolChoice.type !== 'none'
    if (isAsked) receipt.drop('tool_choice', 'There are no tools.')
    return {}
  }
  const declarations = tools.map((tool, index) =>
    writeDeclaration(tool, `tools[${index}]`, generation, names, receipt),
  )
  return { tools: [{ functionDeclarations: declarations }], ...writeChoice(toolChoice, names) }
}

function writeDeclaration(
  { name, description, parameters, strict }: ToolDefinition,
  path: string,
  generation: ModelGeneration,
  names: FittedNames,
  receipt: Receipt,
): JsonRecord {
  const sent = names.of(name)
  if (sent !== name) receipt.change(`${path}.name`, `It is sent as ${sent}, and named in answers as it was.`)
  if (strict === true) receipt.drop(`${path}.strict`, 'The format cannot ask for it by tool.')
  return {
    name: sent,
    ...(description === undefined || description === '' ? {} : { description }),
    ...writeParameters(parameters, `${path}.parameters`, generation, receipt),
  }
}

/** A function without parameters has none, since earlier models refuse an object that has no members. */
function writeParameters(
  parameters: unknown,
  path: string,
  generation: ModelGeneration,
  receipt: Receipt,
): JsonRecord {
  if (isEmpty(parameters)) return {}
  const isStandard = takesJsonSchema(generation)
  const { schema, isReworded } = writeSchema(parameters, isStandard ? 'json-schema' : 'openapi')
  if (isReworded) receipt.change(path, 'Limits that the format cannot say are in the descriptions.')
  return isStandard ? { parametersJsonSchema: schema } : { parameters: schema }
}

function isEmpty(schema: unknown): boolean {
  if (!isRecord(schema)) return true
  const says = Object.keys(schema).filter(
    name => !['type', '$schema', 'properties', 'required', 'title'].includes(name) && !isClosed(name, schema),
  )
  const { properties } = schema
  return says.length === 0 && (!isRecord(properties) || Object.keys(properties).length === 0)
}

function isClosed(name: string, schema: JsonRecord): boolean {
  return name === 'additionalProperties' && schema[name] === false
}

/** https://ai.google.dev/api/caching#FunctionCallingConfig */
function writeChoice(choice: ToolChoice | undefined, names: FittedNames): JsonRecord {
  if (choice === undefined) return {}
  return { toolConfig: { functionCallingConfig: callingConfig(choice, names) } }
}

function callingConfig(choice: ToolChoice, names: FittedNames): JsonRecord {
  switch (choice.type) {
    case 'auto':
      return { mode: 'AUTO' }
    case 'none':
      return { mode: 'NONE' }
    case 'required':
      return { mode: 'ANY' }
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [names.of(choice.name)] }
    default:
      return choice satisfies never
  }
}
