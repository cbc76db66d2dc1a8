// Reads how to think and in which form to answer: https://docs.anthropic.com/en/api/messages#body-output-config
import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import type { OutputFormat, ReasoningEffort, ReasoningWish } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { isGiven, readNumber, readRecord } from './read-members.ts'

const efforts: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'xhigh', 'max']

export function readReasoning(body: JsonRecord, receipt: Receipt): ReasoningWish | undefined {
  const effort = readEffort(body)
  if (!isGiven(body.thinking)) return effort === undefined ? undefined : { effort }
  const thinking = readRecord(body.thinking, 'thinking')
  const said = effort === undefined ? {} : { effort }
  const { display } = thinking
  const shown = isGiven(display) ? { isShown: display !== 'omitted' } : {}
  switch (thinking.type) {
    case 'disabled':
      if (effort !== undefined) receipt.drop('output_config.effort', 'Reasoning is turned off.')
      return { effort: 'none' }
    case 'enabled': {
      const budgetTokens = readNumber(thinking, 'budget_tokens')
      return { ...said, ...(budgetTokens === undefined ? {} : { budgetTokens }), isShown: true, ...shown }
    }
    case 'adaptive':
      return { ...said, ...shown }
    case 'between_tools':
      receipt.change('thinking', 'Thinking only between tools is thinking wherever the model wants to.')
      return { ...said, ...shown }
    default:
      throw invalid('"thinking.type" must be enabled, adaptive or disabled.')
  }
}

function readEffort({ output_config }: JsonRecord): ReasoningEffort | undefined {
  if (!isGiven(output_config)) return undefined
  const { effort } = readRecord(output_config, 'output_config')
  if (!isGiven(effort)) return undefined
  const known = efforts.find(each => each === effort)
  if (known === undefined) throw invalid(`"output_config.effort" must be one of ${efforts.join(', ')}.`)
  return known
}

/** `output_format` is the name of the beta. */
export function readOutputFormat(body: JsonRecord, receipt: Receipt): OutputFormat | undefined {
  const config = isRecord(body.output_config) ? body.output_config : {}
  for (const [name, value] of Object.entries(config)) {
    if (name !== 'effort' && name !== 'format' && isGiven(value)) {
      receipt.drop(`output_config.${name}`, 'Only the provider of this format has this.')
    }
  }
  const given = isGiven(config.format) ? config.format : body.output_format
  if (!isGiven(given)) return undefined
  const format = readRecord(given, 'output_config.format')
  if (format.type !== 'json_schema') throw invalid('"output_config.format.type" must be json_schema.')
  return {
    type: 'json-schema',
    schema: readRecord(format.schema, 'output_config.format.schema'),
    strict: true,
  }
}
