// Responses have kinds of tools that no other format has, and which the caller runs itself. To a provider of another format each
// is offered as a function. The table says how a call of it is written as arguments, and how the arguments become a call again.
import { isRecord, type JsonRecord, parseJson } from '../../bytes/json-value.ts'

export type ToolKind = 'function' | 'custom' | OwnKind

/** The kinds of which a request has at most one tool, so that the tool has no name of its own. */
export type OwnKind = 'local_shell' | 'shell' | 'apply_patch' | 'tool_search'

interface OwnTool {
  readonly description: string
  readonly parameters: JsonRecord
  /** The type of the item that calls it. */
  readonly callType: string
  readonly outputType: string
  readonly idPrefix: string
  /** What the function's arguments are, of an item that calls the tool. */
  argumentsOf(item: JsonRecord): unknown
  /** The members of the item, of the arguments. Undefined if the model wrote arguments that make no call. */
  callOf(given: JsonRecord): JsonRecord | undefined
}

export const ownTools: Readonly<Record<OwnKind, OwnTool>> = {
  // https://platform.openai.com/docs/guides/tools-local-shell
  local_shell: {
    description: "Runs a command on the user's machine and gives back what it printed.",
    parameters: objectOf(
      {
        command: { type: 'array', items: { type: 'string' }, description: 'The program and its arguments.' },
        working_directory: { type: 'string' },
        timeout_ms: { type: 'integer' },
      },
      ['command'],
    ),
    callType: 'local_shell_call',
    outputType: 'local_shell_call_output',
    idPrefix: 'lsh',
    argumentsOf: item => withoutType(item.action),
    callOf(given) {
      const { command } = given
      const words = typeof command === 'string' ? ['bash', '-lc', command] : command
      return isTexts(words) ? { action: { env: {}, ...given, type: 'exec', command: words } } : undefined
    },
  },
  // https://platform.openai.com/docs/guides/tools-shell
  shell: {
    description: "Runs shell commands on the user's machine and gives back what each of them printed.",
    parameters: objectOf(
      {
        commands: { type: 'array', items: { type: 'string' }, description: 'Each is one line of a shell.' },
        timeout_ms: { type: 'integer' },
        max_output_length: { type: 'integer' },
      },
      ['commands'],
    ),
    callType: 'shell_call',
    outputType: 'shell_call_output',
    idPrefix: 'sh',
    argumentsOf: item => item.action,
    callOf(given) {
      const commands = typeof given.commands === 'string' ? [given.commands] : given.commands
      if (!isTexts(commands)) return undefined
      return { action: { timeout_ms: null, max_output_length: null, ...given, commands } }
    },
  },
  // https://platform.openai.com/docs/guides/tools-apply-patch
  apply_patch: {
    description: "Creates, changes or deletes one file on the user's machine.",
    parameters: objectOf(
      {
        type: { type: 'string', enum: ['create_file', 'update_file', 'delete_file'] },
        path: { type: 'string' },
        diff: {
          type: 'string',
          description: 'A V4A diff. To create a file, each of its lines after a plus.',
        },
      },
      ['type', 'path'],
    ),
    callType: 'apply_patch_call',
    outputType: 'apply_patch_call_output',
    idPrefix: 'apc',
    argumentsOf: item => item.operation,
    callOf: given =>
      typeof given.type === 'string' && typeof given.path === 'string' ? { operation: given } : undefined,
  },
  // https://platform.openai.com/docs/guides/tools-tool-search
  tool_search: {
    description: 'Finds tools that can be used after it.',
    parameters: objectOf({ query: { type: 'string' } }, []),
    callType: 'tool_search_call',
    outputType: 'tool_search_output',
    idPrefix: 'tsc',
    argumentsOf: item => item.arguments,
    callOf: given => ({ execution: 'client', arguments: given }),
  },
}

export const ownKinds = Object.keys(ownTools) as readonly OwnKind[]

export function isOwnKind(type: unknown): type is OwnKind {
  return typeof type === 'string' && Object.hasOwn(ownTools, type)
}

/** What a custom tool is given is text. As a function it has one argument. */
export const customParameters: JsonRecord = objectOf({ input: { type: 'string' } }, ['input'])

/** The text that a model meant for a custom tool, of the arguments that it wrote. */
export function customInput(text: string): string {
  const given = parseJson(text)
  if (typeof given === 'string') return given
  if (!isRecord(given)) return text
  if (typeof given.input === 'string') return given.input
  const [only, ...others] = Object.values(given)
  return typeof only === 'string' && others.length === 0 ? only : text
}

function objectOf(properties: JsonRecord, required: readonly string[]): JsonRecord {
  return { type: 'object', properties, required, additionalProperties: false }
}

function withoutType(action: unknown): unknown {
  if (!isRecord(action)) return action
  const { type: _, ...rest } = action
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(word => typeof word === 'string')
}
