// The tools of a request: https://platform.openai.com/docs/api-reference/responses/create#responses-create-tools
import { isRecord, type JsonRecord, textOf } from '../../bytes/json-value.ts'
import type { ToolDefinition } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { isStrictSchema } from '../strict-schema.ts'
import { customParameters, isOwnKind, ownTools, type ToolKind } from './own-tools.ts'
import { noteUnread, readFlag, readList, readText, requireObject, requireText } from './wire-members.ts'

/** A tool that the caller runs. */
export interface OfferedTool {
  readonly kind: ToolKind
  /** Its name within its namespace. */
  readonly name: string
  readonly namespace?: string | undefined
  /** As a function, under a name that it has alone. */
  readonly definition: ToolDefinition
}

/** The tools of the request, and those that its input adds to them. By the name under which they are offered. */
export function readTools(body: JsonRecord, receipt: Receipt): ReadonlyMap<string, OfferedTool> {
  const offered = new Map<string, OfferedTool>()
  for (const tool of readToolList(body.tools, 'tools', receipt)) {
    const { name } = tool.definition
    if (offered.has(name)) throw invalid(`"tools" must not have two tools of the name "${name}".`)
    offered.set(name, tool)
  }
  const input = Array.isArray(body.input) ? body.input : []
  for (const [index, item] of input.entries()) {
    if (!isRecord(item) || !bringsTools.has(item.type)) continue
    for (const tool of readToolList(item.tools, `input[${index}].tools`, receipt))
      if (!offered.has(tool.definition.name)) offered.set(tool.definition.name, tool)
  }
  return offered
}

const bringsTools: ReadonlySet<unknown> = new Set(['additional_tools', 'tool_search_output'])

/** A name that no tool outside of the namespace has. */
export function offeredName(name: string, namespace: string | undefined): string {
  if (namespace === undefined || namespace === '') return name
  return namespace.endsWith('__') ? namespace + name : `${namespace}__${name}`
}

function readToolList(list: unknown, path: string, receipt: Receipt): readonly OfferedTool[] {
  return readList(list, path).flatMap((entry, index) => {
    const at = `${path}[${index}]`
    const tool = requireObject(entry, at)
    if (tool.type !== 'namespace') return readTool(tool, at, undefined, receipt)
    const namespace = requireText(tool.name, `${at}.name`)
    noteUnread(tool, namespaceMembers, `${at}.`, receipt)
    return readList(tool.tools, `${at}.tools`).flatMap((member, position) => {
      const place = `${at}.tools[${position}]`
      return readTool(requireObject(member, place), place, tool, receipt).map(read => ({
        ...read,
        namespace,
      }))
    })
  })
}

const namespaceMembers = new Set(['type', 'name', 'description', 'tools'])

function readTool(
  tool: JsonRecord,
  path: string,
  namespace: JsonRecord | undefined,
  receipt: Receipt,
): readonly OfferedTool[] {
  const { type } = tool
  if (type === 'function') return [readFunction(tool, path, namespace, receipt)]
  if (type === 'custom') return [readCustom(tool, path, namespace, receipt)]
  if (isOwnKind(type) && runsHere(tool)) {
    const { description, parameters } = ownTools[type]
    noteUnread(tool, ownMembers, `${path}.`, receipt)
    receipt.change(path, 'It is offered as a function.')
    const definition = {
      name: type,
      description: textOf(tool.description) || description,
      parameters: isRecord(tool.parameters) ? tool.parameters : parameters,
    }
    return [{ kind: type, name: type, definition }]
  }
  receipt.drop(path, 'Tools of this kind run at the provider, and only at one that speaks this format.')
  return []
}

const ownMembers = new Set([
  'type',
  'description',
  'parameters',
  'execution',
  'environment',
  'allowed_callers',
])

/** A shell may also be in a container of the provider, and a search of tools may also be the provider's. */
function runsHere({ type, environment, execution }: JsonRecord): boolean {
  if (type === 'shell') return !isRecord(environment) || environment.type === 'local'
  return type !== 'tool_search' || execution === 'client'
}

const functionMembers = new Set(['type', 'name', 'description', 'parameters', 'strict', 'allowed_callers'])

function readFunction(
  tool: JsonRecord,
  path: string,
  namespace: JsonRecord | undefined,
  receipt: Receipt,
): OfferedTool {
  const name = readName(tool, path)
  noteMembers(tool, functionMembers, path, receipt)
  const parameters = tool.parameters ?? undefined
  // Of a function that does not say it, the format follows the schema strictly where the schema allows that.
  const strict = readFlag(tool.strict, `${path}.strict`) ?? (isStrictSchema(parameters) || undefined)
  const definition = {
    name: offeredName(name, readText(namespace?.name, `${path}.name`)),
    description: describe(tool, path, namespace),
    parameters,
    strict,
  }
  return { kind: 'function', name, definition }
}

const customMembers = new Set(['type', 'name', 'description', 'format', 'allowed_callers'])

function readCustom(
  tool: JsonRecord,
  path: string,
  namespace: JsonRecord | undefined,
  receipt: Receipt,
): OfferedTool {
  const name = readName(tool, path)
  noteMembers(tool, customMembers, path, receipt)
  receipt.change(path, 'It is offered as a function with one argument, which is its input.')
  const texts = [describe(tool, path, namespace), grammarOf(tool.format)].filter(text => text !== undefined)
  const definition = {
    name: offeredName(name, readText(namespace?.name, `${path}.name`)),
    description: texts.length === 0 ? undefined : texts.join('\n\n'),
    parameters: customParameters,
  }
  return { kind: 'custom', name, definition }
}

/** https://platform.openai.com/docs/guides/function-calling#context-free-grammars */
function grammarOf(format: unknown): string | undefined {
  if (!isRecord(format) || typeof format.definition !== 'string') return undefined
  const kind = format.syntax === 'regex' ? 'regular expression' : `${textOf(format.syntax)} grammar`
  return `The argument "input" is text that must match this ${kind}:\n${format.definition}`
}

function readName(tool: JsonRecord, path: string): string {
  const name = requireText(tool.name, `${path}.name`)
  if (name === '') throw invalid(`"${path}.name" must not be empty.`)
  return name
}

/** What a namespace says of all its tools is said of each. */
function describe(tool: JsonRecord, path: string, namespace: JsonRecord | undefined): string | undefined {
  const own = readText(tool.description, `${path}.description`)
  const common = readText(namespace?.description, `${path}.description`)
  if (common === undefined || common === '') return own
  return own === undefined || own === '' ? common : `${common}\n\n${own}`
}

function noteMembers(tool: JsonRecord, read: ReadonlySet<string>, path: string, receipt: Receipt): void {
  const { async, defer_loading: isDeferred, ...others } = tool
  if (async === true) receipt.drop(`${path}.async`, 'The model waits for the result of a call.')
  // One that a search has found is to be offered now.
  if (isDeferred === true && !path.startsWith('input'))
    receipt.change(`${path}.defer_loading`, 'It is offered from the beginning.')
  noteUnread(others, read, `${path}.`, receipt)
}
