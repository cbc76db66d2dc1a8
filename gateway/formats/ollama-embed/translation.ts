// Translates the newer endpoint for embeddings of a local server: https://docs.ollama.com/api/embed

import { isRecord, type JsonRecord } from '../../bytes/json-value.ts'
import { type CallerEmbedding, type ProviderEmbedding, vectorsOf } from '../../chat/embedding.ts'
import type { Receipt } from '../../chat/receipt.ts'
import { invalid } from '../../chat/request-facts.ts'
import { readFailure } from '../ollama-chat/read-parts.ts'
import { noteRest } from '../ollama-chat/read-wishes.ts'

/** Servers of the format say no more of a failure. */
export const failureBody: CallerEmbedding['failureBody'] = ({ message }) => ({ error: message })

export const callerEmbedding: CallerEmbedding = {
  readRequest({ body }, receipt) {
    noteOthers(body, readMembers, receipt)
    return { texts: readInput(body), dimensions: readDimensions(body) }
  },
  writeAnswer: (vectors, { inputTokens, model }) => ({
    model,
    embeddings: vectors,
    total_duration: 0,
    load_duration: 0,
    prompt_eval_count: inputTokens,
  }),
  failureBody,
}

export const providerEmbedding: ProviderEmbedding = {
  writeRequest({ dimensions, texts }, { model }) {
    const body = { model, input: texts, ...(dimensions !== undefined && { dimensions }) }
    return { path: '/api/embed', query: '', body }
  },
  readAnswer: answer =>
    isRecord(answer) && Array.isArray(answer.embeddings) ? vectorsOf(answer.embeddings) : undefined,
  readFailure,
}

const readMembers: ReadonlySet<string> = new Set(['model', 'input', 'dimensions'])
const noMembers: ReadonlySet<string> = new Set()

/** Notes what other providers cannot be told: how the model is run and kept in memory. */
export function noteOthers(body: JsonRecord, read: ReadonlySet<string>, receipt: Receipt): void {
  const { options, truncate, ...others } = body
  // A text that is too long is cut unless the request says otherwise.
  noteRest(truncate === true ? others : { ...others, truncate }, read, '', receipt)
  if (isRecord(options)) noteRest(options, noMembers, 'options.', receipt)
}

function readInput({ input }: JsonRecord): readonly string[] {
  if (input === '' || (Array.isArray(input) && input.length === 0)) throw cannotLoad('input')
  const texts: readonly unknown[] = Array.isArray(input) ? input : [input]
  const wrongAt = texts.findIndex(text => typeof text !== 'string')
  if (wrongAt >= 0) throw invalid(`"input[${wrongAt}]" must be a string.`)
  return texts as readonly string[]
}

/** A request without a text asks a server only to load the model. */
export function cannotLoad(member: string) {
  return invalid(`"${member}" must not be empty: this model cannot be loaded beforehand.`)
}

function readDimensions({ dimensions }: JsonRecord): number | undefined {
  if (dimensions === undefined || dimensions === null) return undefined
  if (typeof dimensions !== 'number') throw invalid('"dimensions" must be a number.')
  // Zero is the default of the server, and asks for nothing.
  return dimensions === 0 ? undefined : dimensions
}
