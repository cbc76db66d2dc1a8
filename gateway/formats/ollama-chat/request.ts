// Reads what all requests to the server's own endpoints have in common: https://docs.ollama.com/api/introduction

import { type ScannedObject, scanMembers } from '../../bytes/json-scan.ts'
import {
  hasAny,
  invalid,
  type RequestFacts,
  type RequestParts,
  readBoolean,
  readModel,
  readOutputBound,
  wideBytesOf,
} from '../../chat/request-facts.ts'
import { standardTerms } from '../../pricing/bill.ts'

// A number below 1 is no limit: https://docs.ollama.com/modelfile#valid-parameters-and-values
const leastOutputBound = 1

/** `read` has the exact names of the members that decide what the request asks for. Throws `request_invalid`. */
export function readLocalFacts({ bytes, body }: RequestParts, read: ReadonlySet<string>): RequestFacts {
  refuseOtherCase(body, read)
  return {
    ...readModel(bytes, body),
    stream: asksForStream(body),
    choices: 1,
    tools: hasAny(body, 'tools'),
    reasoning: hasAny(body, 'think') && body.members.get('think')?.kind !== 'false',
    maxOutputTokens: outputBoundOf(bytes, body),
    boundsReasoning: true,
    terms: standardTerms,
    wideBytes: wideBytesOf(bytes),
    usageEdits: [],
  }
}

/**
 * The server ignores the case of member names and uses the last match, so `"Model"` after `"model"` would ask for
 * another model than the one read here. The names are folded as the server folds them:
 * https://pkg.go.dev/encoding/json#Unmarshal
 */
function refuseOtherCase(body: ScannedObject, read: ReadonlySet<string>): void {
  for (const key of body.members.keys()) {
    const folded = key.toUpperCase().toLowerCase()
    if (folded !== key && read.has(folded)) throw invalid(`"${folded}" must be written in lower case.`)
  }
}

/** The answer is a stream unless the request says otherwise: https://docs.ollama.com/api/streaming */
function asksForStream(body: ScannedObject): boolean {
  const kind = body.members.get('stream')?.kind ?? 'null'
  return kind === 'null' || readBoolean(body, 'stream')
}

function outputBoundOf(bytes: Uint8Array, body: ScannedObject): number | undefined {
  const options = body.members.get('options')
  if (!options || options.kind === 'null') return undefined
  if (options.kind !== 'object') throw invalid('"options" must be an object.')
  return readOutputBound(bytes, scanMembers(bytes, options.value), ['num_predict'], leastOutputBound)
}
