// How a request wants to be answered: https://platform.openai.com/docs/api-reference/responses/create
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { OutputFormat, ReasoningEffort, ReasoningWish, ToolChoice } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { isOwnKind } from './own-tools.ts'
import { type OfferedTool, offeredName } from './read-tools.ts'
import {
  noteUnread,
  readFlag,
  readList,
  readNumber,
  readObject,
  readText,
  requireObject,
  requireText,
} from './wire-members.ts'

const efforts: ReadonlySet<string> = new Set<ReasoningEffort>([
  'none',
  'minimal',
  'low',
  'medium',
  'high',
  'xhigh',
  'max',
])

function isEffort(word: string): word is ReasoningEffort {
  return efforts.has(word)
}

export function readReasoning(body: JsonRecord, receipt: Receipt): ReasoningWish | undefined {
  const reasoning = readObject(body.reasoning, 'reasoning')
  if (reasoning === undefined) return undefined
  noteUnread(reasoning, reasoningMembers, 'reasoning.', receipt)
  const effort = readText(reasoning.effort, 'reasoning.effort')
  const summary = readText(reasoning.summary ?? reasoning.generate_summary, 'reasoning.summary')
  const isKnown = effort === undefined || isEffort(effort)
  if (!isKnown) receipt.drop('reasoning.effort', 'Only this format has such an effort.')
  if (summary === 'concise' || summary === 'detailed')
    receipt.change('reasoning.summary', 'How long a summary is cannot be said in other formats.')
  return {
    ...(effort !== undefined && isEffort(effort) ? { effort } : {}),
    ...(summary === undefined ? {} : { isShown: summary !== 'none' }),
  }
}

const reasoningMembers = new Set(['effort', 'summary', 'generate_summary'])

export interface TextWish {
  readonly outputFormat?: OutputFormat
  readonly verbosity?: string
}

export function readTextWish(body: JsonRecord, receipt: Receipt): TextWish {
  const text = readObject(body.text, 'text')
  if (text === undefined) return {}
  noteUnread(text, textMembers, 'text.', receipt)
  const verbosity = readText(text.verbosity, 'text.verbosity')
  const outputFormat = readOutputFormat(readObject(text.format, 'text.format'), receipt)
  return {
    ...(outputFormat === undefined ? {} : { outputFormat }),
    ...(verbosity === undefined ? {} : { verbosity }),
  }
}

const textMembers = new Set(['format', 'verbosity'])
const schemaMembers = new Set(['type', 'name', 'description', 'schema', 'strict'])

function readOutputFormat(format: JsonRecord | undefined, receipt: Receipt): OutputFormat | undefined {
  if (format === undefined || format.type === 'text') return undefined
  if (format.type === 'json_object') return { type: 'json' }
  if (format.type !== 'json_schema') {
    receipt.drop('text.format', 'Only this format has such a form of text.')
    return undefined
  }
  noteUnread(format, schemaMembers, 'text.format.', receipt)
  return {
    type: 'json-schema',
    schema: requireObject(format.schema, 'text.format.schema'),
    name: readText(format.name, 'text.format.name'),
    description: readText(format.description, 'text.format.description'),
    strict: readFlag(format.strict, 'text.format.strict'),
  }
}

/** What else is asked for beside the answer. */
export function readTopLogprobs(body: JsonRecord, receipt: Receipt): number | undefined {
  const asked = readNumber(body.top_logprobs, 'top_logprobs')
  let isIncluded = false
  for (const [index, entry] of readList(body.include, 'include').entries()) {
    if (entry === 'message.output_text.logprobs') isIncluded = true
    else if (entry !== 'reasoning.encrypted_content')
      receipt.drop(`include[${index}]`, 'It is of tools that run at a provider of this format.')
  }
  if (asked !== undefined && asked > 0) return asked
  return isIncluded ? 0 : undefined
}

export interface ToolWish {
  readonly tools: readonly OfferedTool[]
  readonly toolChoice?: ToolChoice
}

/** https://platform.openai.com/docs/guides/function-calling#tool-choice */
export function readToolChoice(
  body: JsonRecord,
  offered: ReadonlyMap<string, OfferedTool>,
  receipt: Receipt,
): ToolWish {
  const { tool_choice: choice } = body
  const tools = [...offered.values()]
  if (choice === undefined || choice === null) return { tools }
  if (choice === 'auto' || choice === 'none' || choice === 'required') {
    if (tools.length > 0) return { tools, toolChoice: { type: choice } }
    if (choice === 'required') receipt.drop('tool_choice', 'There is no tool that it could mean.')
    return { tools }
  }
  if (!isRecord(choice)) throw invalid('"tool_choice" must be "auto", "none", "required" or an object.')
  if (choice.type === 'allowed_tools') return onlyAllowed(choice, offered, receipt)
  const tool = offered.get(chosenName(choice, 'tool_choice') ?? '')
  if (tool !== undefined) return { tools, toolChoice: { type: 'tool', name: tool.definition.name } }
  receipt.drop('tool_choice', 'It means a tool that is not offered to this provider.')
  return { tools }
}

function chosenName(choice: JsonRecord, path: string): string | undefined {
  const { type } = choice
  if (isOwnKind(type)) return type
  if (type !== 'function' && type !== 'custom') return undefined
  return offeredName(
    requireText(choice.name, `${path}.name`),
    readText(choice.namespace, `${path}.namespace`),
  )
}

/** No other format has it: the others are not offered. */
function onlyAllowed(
  choice: JsonRecord,
  offered: ReadonlyMap<string, OfferedTool>,
  receipt: Receipt,
): ToolWish {
  receipt.change('tool_choice', 'Tools that are not allowed are left out.')
  const names = readList(choice.tools, 'tool_choice.tools').map((entry, index) => {
    const at = `tool_choice.tools[${index}]`
    return chosenName(requireObject(entry, at), at)
  })
  const allowed = new Set(names)
  const tools = [...offered.values()].filter(({ definition }) => allowed.has(definition.name))
  if (tools.length === 0) return { tools }
  return { tools, toolChoice: { type: choice.mode === 'required' ? 'required' : 'auto' } }
}
