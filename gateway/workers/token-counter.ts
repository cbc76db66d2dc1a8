// Reads and counts bodies, answers and texts that are too long for the main thread. If it is started with `load`, it only
// builds one rank table and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { scanRequest } from '../chat/request-facts.ts'
import { outlineOf } from '../chat/request-outline.ts'
import { translateVectors } from '../chat/translate-vectors.ts'
import { toGatewayError } from '../errors.ts'
import { countedFormatOf, formatOf } from '../formats/index.ts'
import { createCharacterClasses, fillCharacterClasses } from '../tokens/character-classes.ts'
import { createEncoding, type Encoding, type EncodingName, loadRankTable } from '../tokens/encoding.ts'
import type { LoadWorkerData } from '../tokens/encodings.ts'
import type { AnswerJob, ReadAnswer, TextJob } from '../tokens/large-answers.ts'
import type {
  CountJob,
  CountReply,
  OutlineJob,
  OutlineReply,
  ReadJob,
  ReadReply,
} from '../tokens/large-bodies.ts'
import { createMessageCounts } from '../tokens/message-counts.ts'
import { readWholeAnswer, type TranslateVectors } from '../tokens/read-answer.ts'
import { countRequest } from '../tokens/request-count.ts'
import type { PingMessage } from '../tokens/worker-pool.ts'

const asked: LoadWorkerData | null = workerData
if (asked) await load(asked.load)
else serve()

async function load(name: EncodingName): Promise<void> {
  const table = await loadRankTable(name)
  parentPort?.postMessage(table)
  // The table can be used already. Until this is done, the first look-up of a new character takes longer.
  fillCharacterClasses(createCharacterClasses(table.characterClasses))
}

function serve(): void {
  const encodings = new Map<EncodingName, Encoding>()
  const messageCounts = createMessageCounts()

  function read({ bytes, format, head }: ReadJob): ReadReply {
    try {
      const body = bufferOf(bytes)
      const parts = { head, bytes: body, body: scanRequest(body) }
      return { type: 'read', facts: formatOf(format).caller.readFacts(parts), bytes }
    } catch (error) {
      return { type: 'refused', error: toGatewayError(error).toParts(), bytes }
    }
  }

  function count(job: CountJob): CountReply {
    const { bytes, format, model } = job
    try {
      const body = bufferOf(bytes)
      const context = { encoding: encodingOf(job), model }
      const counted = countRequest(countedFormatOf(format), body, scanRequest(body), context, messageCounts)
      return { type: 'counted', counted, bytes }
    } catch (error) {
      return { type: 'refused', error: toGatewayError(error).toParts(), bytes }
    }
  }

  function outline({ bytes, format }: OutlineJob): OutlineReply {
    try {
      const body = bufferOf(bytes)
      const outlined = outlineOf(body, scanRequest(body), formatOf(format).caller.outlineMarks)
      return { type: 'outlined', outline: outlined, bytes }
    } catch (error) {
      return { type: 'refused', error: toGatewayError(error).toParts(), bytes }
    }
  }

  function encodingOf({ table }: CountJob | TextJob | AnswerJob): Encoding {
    const encoding = encodings.get(table.name) ?? createEncoding(table)
    encodings.set(table.name, encoding)
    return encoding
  }

  parentPort?.on('message', (job: ReadJob | CountJob | OutlineJob | TextJob | AnswerJob | PingMessage) => {
    switch (job.type) {
      case 'ping':
        return parentPort?.postMessage('pong')
      case 'count-text':
        return parentPort?.postMessage(encodingOf(job).count(job.text))
      case 'read-request':
        return giveBack(read(job))
      case 'count-request':
        return giveBack(count(job))
      case 'outline-request':
        return giveBack(outline(job))
      case 'read-answer':
        return giveAnswer(readWholeAnswer(job, formatOf(job.format), encodingOf(job), translatorOf(job)))
      default:
        return job satisfies never
    }
  })
}

/** Undefined if the caller is sent what the provider wrote. */
function translatorOf({ format, vectors }: AnswerJob): TranslateVectors | undefined {
  const provider = formatOf(format).provider.embedding
  const caller = vectors && formatOf(vectors.callerFormat).caller.embedding
  if (!provider || !caller) return undefined
  return (answer, tokens) => translateVectors(answer, tokens, { caller, provider }, vectors)
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function giveBack(reply: ReadReply | CountReply | OutlineReply): void {
  parentPort?.postMessage(reply, [reply.bytes.buffer])
}

function giveAnswer(answer: ReadAnswer): void {
  const { bytes, asEvents } = answer
  parentPort?.postMessage(answer, asEvents ? [bytes.buffer, asEvents.bytes.buffer] : [bytes.buffer])
}
