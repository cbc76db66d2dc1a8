// https://ai.google.dev/api/generate-content
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { CachedTurns, CacheFacts, CacheRefusal, MemberPath } from '../../chat/cache-facts.ts'
import {
  hasOtherThanText,
  isFilled,
  isOverOne,
  isPriority,
  keptAtProvider,
  otherThanText,
  paidForSpeed,
  refusedIf,
  refusedIfGiven,
  severalAnswers,
  tokenProbabilities,
} from '../cache-refusals.ts'
import { createContentAssembler } from './content-assembler.ts'
import { listOf, memberOf, snakeCase } from './members.ts'
import { camelCase } from './read-members.ts'
import { readWhole } from './read-parts.ts'

const config = 'generationConfig'

export const generatedContentCacheFacts: CacheFacts = {
  unkeyed: {},
  // The token may stand in the query. How a stream is framed is told by the format.
  unkeyedQuery: ['key', 'alt', '$alt'],
  // The model is named in the path, and so is the wish for a stream.
  keyedPath: path => path.replace(/:(streamGenerateContent|generateContent)$/, ''),
  refusals: [
    refusedIf(isOverOne, severalAnswers, config, 'candidateCount'),
    refusedIfGiven(tokenProbabilities, config, 'responseLogprobs'),
    refusedIfGiven(tokenProbabilities, config, 'logprobs'),
    refusedIf(hasOtherThanText, otherThanText, config, 'responseModalities'),
    refusedIfGiven(otherThanText, config, 'speechConfig'),
    refusedIfGiven(keptAtProvider, 'cachedContent'),
    refusedIf(isPriority, paidForSpeed, 'serviceTier'),
  ].flatMap(inEachSpelling),
  temperatureOf(body) {
    const settings = memberOf(body, config)
    return isRecord(settings) ? settings.temperature : undefined
  },
  readTurns,

  createAssembler: createContentAssembler,
  saysItsEnd: ({ candidates }) =>
    listOf(candidates).every(candidate => isRecord(candidate) && typeof candidate.finishReason === 'string'),
  readWhole: whole => readWhole(whole, () => 'stored'),
}

function inEachSpelling(refusal: CacheRefusal): readonly CacheRefusal[] {
  const [first = '', ...rest] = refusal.path
  const starts = [...new Set([first, snakeCase(first)])]
  const ends = rest.length === 0 ? [[]] : [rest, rest.map(snakeCase)]
  return starts.flatMap(start => ends.map(end => ({ ...refusal, path: [start, ...end] })))
}

function readTurns(body: JsonRecord): CachedTurns {
  const { contents } = body
  const turns = listOf(contents)
  const last = turns.at(-1)
  const { parts: written, role = 'user' } = isRecord(last) ? last : {}
  const parts = listOf(written)
  const [only] = parts
  const isText = parts.length === 1 && isRecord(only) && namesIn(only).join() === 'text'
  const turn: MemberPath = Array.isArray(contents) ? ['contents', turns.length - 1] : ['contents']
  const part: MemberPath = Array.isArray(written) ? ['parts', 0] : ['parts']
  return {
    tools: toolsOf(body, turns),
    isStored: false,
    hasMedia: parts.some(each => isRecord(each) && namesIn(each).some(name => /data$/i.test(name))),
    question: isText && role === 'user' ? [...turn, ...part, 'text'] : undefined,
  }
}

function namesIn(part: JsonRecord): readonly string[] {
  return Object.keys(part).map(camelCase)
}

function toolsOf(body: JsonRecord, turns: readonly unknown[]): CachedTurns['tools'] {
  const tools = listOf(body.tools)
  const isHosted = (tool: unknown) =>
    isRecord(tool) && namesIn(tool).some(name => name !== 'functionDeclarations')
  if (tools.some(isHosted)) return 'hosted'
  if (turns.some(hasCall)) return 'called'
  return isFilled(tools) ? 'offered' : 'none'
}

function hasCall(turn: unknown): boolean {
  const parts = isRecord(turn) ? listOf(turn.parts) : []
  return parts.some(
    part => isRecord(part) && namesIn(part).some(name => /^(function|executable|code|tool)/.test(name)),
  )
}
