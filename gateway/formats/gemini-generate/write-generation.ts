// https://ai.google.dev/api/generate-content#v1beta.GenerationConfig
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { Conversation, OutputFormat } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { jsonText } from './json-text.ts'
import { type ModelGeneration, takesJsonSchema, takesToolsWithFormat } from './model-generation.ts'
import { writeSchema } from './write-schema.ts'
import { writeThinking } from './write-thinking.ts'

const stopsAtMost = 5
const candidatesAtMost = 8
const alternativesAtMost = 20
const int32 = 2 ** 31

/** The member `generationConfig`; empty if there is nothing to say. */
export function writeGeneration(
  conversation: Conversation,
  generation: ModelGeneration,
  receipt: Receipt,
): JsonRecord {
  const { outputFormat } = conversation
  const config: JsonRecord = {
    maxOutputTokens: conversation.maxOutputTokens,
    temperature: conversation.temperature,
    topP: conversation.topP,
    topK: conversation.topK,
    frequencyPenalty: conversation.frequencyPenalty,
    presencePenalty: conversation.presencePenalty,
    stopSequences: stops(conversation.stopSequences, receipt),
    seed: seed(conversation.seed, receipt),
    candidateCount: candidates(conversation.choices, receipt),
    ...logprobs(conversation.topLogprobs, receipt),
    ...(outputFormat && !isInPrompt(conversation, generation)
      ? format(outputFormat, generation, receipt)
      : {}),
    ...writeThinking(conversation.reasoning, generation, receipt),
  }
  const said = Object.entries(config).filter(([, value]) => value !== undefined)
  return said.length === 0 ? {} : { generationConfig: Object.fromEntries(said) }
}

/** Models that refuse an output format beside tools are told of it in their instructions. */
export function isInPrompt({ outputFormat, tools }: Conversation, generation: ModelGeneration): boolean {
  return outputFormat !== undefined && tools.length > 0 && !takesToolsWithFormat(generation)
}

export function formatInWords(format: OutputFormat, receipt: Receipt): string {
  receipt.change('response_format', 'The model takes none beside tools: it is asked for in the instructions.')
  const wish = 'Write your final answer as JSON alone, without any text or code fence around it.'
  if (format.type === 'json') return wish
  return `${wish} It must be valid against this JSON Schema:\n${jsonText(format.schema) ?? '{}'}`
}

function format(format: OutputFormat, generation: ModelGeneration, receipt: Receipt): JsonRecord {
  const responseMimeType = 'application/json'
  if (format.type === 'json') return { responseMimeType }
  const isStandard = takesJsonSchema(generation)
  const { schema, isReworded } = writeSchema(named(format), isStandard ? 'json-schema' : 'openapi')
  if (isReworded)
    receipt.change('response_format', 'Limits that the format cannot say are in the descriptions.')
  return { responseMimeType, [isStandard ? 'responseJsonSchema' : 'responseSchema']: schema }
}

/** What stands beside a schema in other formats stands in it here. */
function named({ schema, name, description }: Extract<OutputFormat, { type: 'json-schema' }>): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  return {
    ...(name === undefined ? {} : { title: name }),
    ...(description === undefined ? {} : { description }),
    ...schema,
  }
}

function stops(given: readonly string[] | undefined, receipt: Receipt): readonly string[] | undefined {
  if (given === undefined || given.length === 0) return undefined
  if (given.length > stopsAtMost) receipt.drop('stop', `Only the first ${stopsAtMost} are sent.`)
  return given.slice(0, stopsAtMost)
}

function seed(given: number | undefined, receipt: Receipt): number | undefined {
  if (given === undefined || (Number.isInteger(given) && given >= -int32 && given < int32)) return given
  receipt.drop('seed', 'It must be a whole number of 32 bits.')
  return undefined
}

function candidates(given: number | undefined, receipt: Receipt): number | undefined {
  if (given === undefined || given <= 1) return undefined
  if (given > candidatesAtMost) receipt.change('n', `The most that can be asked for is ${candidatesAtMost}.`)
  return Math.min(given, candidatesAtMost)
}

function logprobs(given: number | undefined, receipt: Receipt): JsonRecord {
  if (given === undefined) return {}
  if (given > alternativesAtMost)
    receipt.change('logprobs', `The most that can be asked for is ${alternativesAtMost}.`)
  const alternatives = Math.min(given, alternativesAtMost)
  return { responseLogprobs: true, ...(alternatives > 0 ? { logprobs: alternatives } : {}) }
}
