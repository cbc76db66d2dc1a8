// Writes the form of the answer: https://platform.claude.com/docs/en/build-with-claude/structured-outputs
import type { JsonRecord } from '../../bytes/json-value.ts'
import type { OutputFormat } from '../../chat/conversation.ts'
import type { Receipt } from '../../chat/receipt.ts'
import type { ModelTraits } from './generation.ts'
import { isObjectSchema, losesMeaning, strictSchema } from './schema.ts'

/** One of the three, or none where any text is an answer. */
export interface WrittenOutputFormat {
  /** Of newer models. */
  readonly format?: JsonRecord | undefined
  /** A tool that the model has to call: its input is the answer. */
  readonly answerTool?: JsonRecord | undefined
  /** For what no member can say. */
  readonly instruction?: string | undefined
}

export function writeOutputFormat(
  format: OutputFormat | undefined,
  traits: ModelTraits,
  toolNames: ReadonlySet<unknown>,
  receipt: Receipt,
): WrittenOutputFormat {
  if (format === undefined) return {}
  if (format.type === 'json') {
    receipt.change(
      'response_format',
      'The provider has no form for any JSON, so the model is told to write it.',
    )
    return {
      instruction: 'Answer with one valid JSON value and nothing else: no words around it and no code fence.',
    }
  }
  const { schema, description } = format
  if (traits.hasOutputFormat) {
    if (losesMeaning(schema)) {
      receipt.change(
        'response_format',
        'Limits that the provider refuses in a schema are in its descriptions.',
      )
    }
    return { format: { type: 'json_schema', schema: strictSchema(schema) } }
  }
  if (!isObjectSchema(schema)) {
    receipt.change('response_format', 'The model has no form for this schema, so it is told to keep to it.')
    const told = `Answer with JSON alone, without a code fence, that keeps to this JSON Schema:\n${JSON.stringify(schema)}`
    return { instruction: told }
  }
  receipt.change(
    'response_format',
    'The model answers by calling a tool, because it has no form for a schema.',
  )
  return {
    answerTool: {
      name: unusedName(toolNames),
      description: description ?? 'Gives the answer. Always answer by calling this tool, once.',
      input_schema: { ...schema, type: 'object' },
    },
  }
}

function unusedName(names: ReadonlySet<unknown>): string {
  let name = 'give_answer'
  while (names.has(name)) name += '_'
  return name
}
