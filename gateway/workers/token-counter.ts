import { parentPort, workerData } from 'node:worker_threads'
import { toGatewayError } from '../errors.ts'
import { protocolOf } from '../protocols/index.ts'
import { countRequest } from '../tokens/describe-request.ts'
import { createEncoding, type Encoding, type EncodingName } from '../tokens/encoding.ts'
import type { CountJob, CountReply, CountWorkerData } from '../tokens/large-bodies.ts'
import { familyOf } from '../tokens/model-family.ts'

const { tables } = workerData as CountWorkerData
const encodings = new Map<EncodingName, Encoding>()

function encodingFor(model: string): Encoding {
  const name = familyOf(model).encoding
  const encoding = encodings.get(name) ?? createEncoding(tables[name])
  encodings.set(name, encoding)
  return encoding
}

function answer({ format, bytes }: CountJob): CountReply {
  try {
    const facts = protocolOf(format).readFacts(bytes)
    const inputTokens = countRequest(format, bytes, facts, encodingFor(facts.model))
    return { ok: true, described: { facts, inputTokens }, bytes }
  } catch (error) {
    const { code, detail } = toGatewayError(error)
    return { ok: false, code, detail, bytes }
  }
}

parentPort?.on('message', (job: CountJob) => {
  const reply = answer(job)
  parentPort?.postMessage(reply, [reply.bytes.buffer])
})
