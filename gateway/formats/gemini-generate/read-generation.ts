// https://ai.google.dev/api/generate-content#v1beta.GenerationConfig
import type { Conversation, OutputFormat, ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import type { Members } from './read-members.ts'
import { readGeminiSchema } from './read-schema.ts'

export function readGeneration(config: Members | undefined, receipt: Receipt): Partial<Conversation> {
  if (!config) return {}
  const most = config.number('maxOutputTokens')
  const read: Partial<Conversation> = {
    // Zero, which is what the field has where it is left out, bounds nothing.
    maxOutputTokens: most !== undefined && most >= 1 ? most : undefined,
    temperature: config.number('temperature'),
    topP: config.number('topP'),
    topK: config.number('topK'),
    frequencyPenalty: config.number('frequencyPenalty'),
    presencePenalty: config.number('presencePenalty'),
    stopSequences: readStops(config),
    seed: config.number('seed'),
    choices: config.number('candidateCount'),
    topLogprobs: readLogprobs(config, receipt),
    outputFormat: readOutputFormat(config, receipt),
    reasoning: readReasoning(config.within('thinkingConfig'), receipt),
  }
  readModalities(config, receipt)
  for (const left of config.left()) receipt.drop(left, 'Other formats have no place for it.')
  return read
}

function readStops(config: Members): readonly string[] | undefined {
  const stops = config.list('stopSequences')
  if (stops?.some(stop => typeof stop !== 'string'))
    throw invalid(`"${config.path}.stopSequences" must have strings.`)
  return stops === undefined || stops.length === 0 ? undefined : (stops as readonly string[])
}

function readLogprobs(config: Members, receipt: Receipt): number | undefined {
  const wanted = config.flag('responseLogprobs')
  const alternatives = config.number('logprobs')
  if (wanted === true) return alternatives ?? 0
  if (alternatives !== undefined)
    receipt.drop(`${config.path}.logprobs`, 'It says something only with responseLogprobs.')
  return undefined
}

function readOutputFormat(config: Members, receipt: Receipt): OutputFormat | undefined {
  const type = config.text('responseMimeType') ?? 'text/plain'
  const own = config.record('responseSchema')
  const standard = config.take('responseJsonSchema') ?? config.take('_responseJsonSchema')
  const schema = standard ?? (own && readGeminiSchema(own))
  const path = `${config.path}.responseMimeType`
  if (type === 'text/plain' && schema === undefined) return undefined
  if (type === 'text/x.enum') receipt.change(path, 'It is asked for as JSON, so that the value is in quotes.')
  else if (type !== 'application/json' && type !== 'text/plain') {
    receipt.drop(path, 'Other formats have text and JSON.')
    return undefined
  }
  return schema === undefined ? { type: 'json' } : { type: 'json-schema', schema }
}

/** https://ai.google.dev/gemini-api/docs/thinking */
function readReasoning(thinking: Members | undefined, receipt: Receipt): ReasoningWish | undefined {
  if (!thinking) return undefined
  const level = thinking.text('thinkingLevel')?.toLowerCase()
  const budget = thinking.number('thinkingBudget')
  const isShown = thinking.flag('includeThoughts')
  for (const left of thinking.left()) receipt.drop(left, 'Other formats have no place for it.')
  return {
    effort: readEffort(level, thinking, receipt) ?? effortOf(budget),
    budgetTokens: readBudget(budget),
    isShown,
  }

  function effortOf(tokens: number | undefined): ReasoningEffort | undefined {
    if (tokens === 0) return 'none'
    if (tokens === undefined || tokens > 0) return undefined
    receipt.change(
      `${thinking?.path}.thinkingBudget`,
      'As much as the model likes is said as a medium effort.',
    )
    return 'medium'
  }
}

function readBudget(budget: number | undefined): number | undefined {
  return budget !== undefined && budget > 0 ? budget : undefined
}

function readEffort(
  level: string | undefined,
  thinking: Members,
  receipt: Receipt,
): ReasoningEffort | undefined {
  switch (level) {
    case undefined:
    case 'thinking_level_unspecified':
      return undefined
    case 'minimal':
    case 'low':
    case 'medium':
    case 'high':
    case 'xhigh':
      return level
    default:
      receipt.drop(`${thinking.path}.thinkingLevel`, 'It is no level of thinking that is known.')
      return undefined
  }
}

function readModalities(config: Members, receipt: Receipt): void {
  const asked = config.list('responseModalities') ?? []
  const isTextAlone = asked.every(kind => /^(?:TEXT|MODALITY_UNSPECIFIED)$/i.test(String(kind)))
  if (!isTextAlone) receipt.drop(`${config.path}.responseModalities`, 'Translated answers are text.')
}
