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
  if (typeof content === 'string') {
    const part: Part = { type: 'text', text: content }
    return turn('system', [{ part, path: 'systemInstruction' }], 'systemInstruction', receipt)
  }
  const members = new Members(content, 'systemInstruction')
  members.take('role')
  const placed = placedParts(members, createCallPairs().at(0), receipt)
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  return turn('system', placed, members.path, receipt)
}

interface PlacedPart {
  readonly part: Part
  readonly path: string
}

function placedParts(members: Members, pairs: CallPairs, receipt: Receipt): readonly PlacedPart[] {
  return (members.list('parts') ?? []).flatMap((given, index) => {
    const path = `${members.path}.parts[${index}]`
    return readContentPart(given, path, pairs, receipt).map(part => ({ part, path }))
  })
}

/** Responses of functions and what a person says are two turns, even where they are one content. */
function readContent(content: unknown, path: string, pairs: CallPairs, receipt: Receipt): readonly Turn[] {
  const members = new Members(content, path)
  const role = members.text('role') ?? 'user'
  const parts = placedParts(members, pairs, receipt)
  for (const left of members.left()) receipt.drop(left, 'Other formats have no place for it.')
  switch (role) {
    case 'model':
      return turn('assistant', parts, path, receipt)
    case 'system':
      return turn('system', parts, path, receipt)
    case 'user':
    case 'function':
    case '': {
      const results = parts.filter(({ part }) => part.type === 'tool-result')
      const said = parts.filter(({ part }) => part.type !== 'tool-result')
      return [...turn('tool', results, path, receipt), ...turn('user', said, path, receipt)]
    }
    default:
      throw invalid(`"${path}.role" must be "user" or "model".`)
  }
}

function turn(
  role: Turn['role'],
  placed: readonly PlacedPart[],
  path: string,
  receipt: Receipt,
): readonly Turn[] {
  if (placed.length === 0) return []
  receipt.placeTurn(
    path,
    placed.map(each => each.path),
  )
  return [{ role, parts: placed.map(({ part }) => part) }]
}
