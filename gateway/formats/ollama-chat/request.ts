// What all requests to the server's own endpoints have in common: https://docs.ollama.com/api/introduction

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

// Zero and less is no bound: https://docs.ollama.com/modelfile#valid-parameters-and-values
const leastOutputBound = 1

/** `read`: the members that decide what the request asks for, each by its exact name. Throws `request_invalid`. */
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
 * The server matches names of members in any case, and the last one holds: `"Model"` after `"model"` would ask for something
 * else than what was read here. Folded as it does: https://pkg.go.dev/encoding/json#Unmarshal
 */
function refuseOtherCase(body: ScannedObject, read: ReadonlySet<string>): void {
  for (const key of body.members.keys()) {
    const folded = key.toUpperCase().toLowerCase()
    if (folded !== key && read.has(folded)) throw invalid(`"${folded}" must be written in lower case.`)
  }
}

/** A stream, unless it is refused: https://docs.ollama.com/api/streaming */
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
