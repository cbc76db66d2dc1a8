import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, Part, Turn } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { ParsedRequest } from '../../chat/translation.ts'
import { createCallPairs } from './call-pairs.ts'
import { type CallPairs, readContentPart } from './read-content-part.ts'
import { readGeneration } from './read-generation.ts'
import { Members } from './read-members.ts'
import { readTools } from './read-tools.ts'
import { tierName } from './request.ts'

/** Reads a request for generated content. https://ai.google.dev/api/generate-content#request-body */
export function readConversation({ head, body }: ParsedRequest, receipt: Receipt): Conversation {
  const request = membersOf(body)
  refuseWhatStandsElsewhere(request)
  const pairs = createCallPairs()
  const system = readSystem(request.take('systemInstruction'), receipt)
  const contents = request.list('contents')
  if (!contents) throw invalid('"contents" must be an array.')
  const turns = contents.flatMap((content, index) =>
    readContent(content, `contents[${index}]`, pairs.at(index), receipt),
  )
  const choice = readTools(request.take('tools'), request.within('toolConfig'), receipt)
  const generation = readGeneration(request.within('generationConfig'), receipt)
  const tier = tierName(request.take('serviceTier'))
  const safety = request.list('safetySettings') ?? []
  if (safety.length > 0) receipt.drop('safetySettings', 'Other providers have filters of their own.')
  request.take('model') // which the path names, or the target
  for (const left of request.left()) receipt.drop(left, 'Other formats have no place for it.')
  return {
    stream: head.path.endsWith(':streamGenerateContent'),
    turns: [...system, ...turns],
    ...choice,
    ...generation,
    serviceTier: tier === 'standard' ? 'default' : tier,
  }
}

/** A count may be asked of a whole request: https://ai.google.dev/api/tokens#method:-models.counttokens */
function membersOf(body: JsonRecord): Members {
  return new Members(body, '').within('generateContentRequest') ?? new Members(body, '')
}

function refuseWhatStandsElsewhere(request: Members): void {
  for (const name of ['cachedContent', 'continuationToken'])
    if (request.take(name) !== undefined)
      throw invalid(`"${name}" names a part of the prompt that only the provider which keeps it can read.`)
}

function readSystem(content: unknown, receipt: Receipt): readonly Turn[] {
  if (content === undefined) return []
  // Its servers take a text alone, too.
  if (typeof content === 'string') return [{ role: 'system', parts: [{ type: 'text', text: content }] }]
  const members = new Members(content, 'systemInstruction')
  members.take('role')
  const parts = (members.list('parts') ?? []).flatMap((part, index) =>
    readContentPart(part, `systemInstruction.parts[${index}]`, createCallPairs().at(0), receipt),
  )
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  return parts.length === 0 ? [] : [{ role: 'system', parts }]
}

/** Responses of functions and what a person says are two turns, even where they are one content. */
function readContent(content: unknown, path: string, pairs: CallPairs, receipt: Receipt): readonly Turn[] {
  const members = new Members(content, path)
  const role = members.text('role') ?? 'user'
  const parts = (members.list('parts') ?? []).flatMap((part, index) =>
    readContentPart(part, `${path}.parts[${index}]`, pairs, receipt),
  )
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  switch (role) {
    case 'model':
      return turn('assistant', parts)
    case 'system':
      return turn('system', parts)
    case 'user':
    case 'function':
    case '': {
      const results = parts.filter(({ type }) => type === 'tool-result')
      const said = parts.filter(({ type }) => type !== 'tool-result')
      return [...turn('tool', results), ...turn('user', said)]
    }
    default:
      throw invalid(`"${path}.role" must be "user" or "model".`)
  }
}

function turn(role: Turn['role'], parts: readonly Part[]): readonly Turn[] {
  return parts.length === 0 ? [] : [{ role, parts }]
}
