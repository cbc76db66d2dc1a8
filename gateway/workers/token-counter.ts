// Reads and counts what is too long for the main thread: bodies, answers, their texts. Started with `load`, it builds one rank table instead, and ends.
import { parentPort, workerData } from 'node:worker_threads'
import { scanRequest } from '../chat/request-facts.ts'
import { toGatewayError } from '../errors.ts'
import { protocolOf } from '../formats/index.ts'
import { createCharacterClasses, fillCharacterClasses } from '../tokens/character-classes.ts'
import { createEncoding, type Encoding, type EncodingName, loadRankTable } from '../tokens/encoding.ts'
import type { LoadWorkerData } from '../tokens/encodings.ts'
import type { AnswerJob, ReadAnswer, TextJob } from '../tokens/large-answers.ts'
import type { CountJob, CountReply } from '../tokens/large-bodies.ts'
import { createMessageCounts } from '../tokens/message-counts.ts'
import { familyOf } from '../tokens/model-family.ts'
import { readWholeAnswer } from '../tokens/read-answer.ts'
import { countRequest } from '../tokens/request-count.ts'
import type { PingMessage } from '../tokens/worker-pool.ts'

const asked: LoadWorkerData | null = workerData
if (asked) await load(asked.load)
else serve()

async function load(name: EncodingName): Promise<void> {
  const table = await loadRankTable(name)
  parentPort?.postMessage(table)
  // The table can be used already; until this is done, a character nobody has seen yet costs whoever sees it first.
  fillCharacterClasses(createCharacterClasses(table.characterClasses))
}

function serve(): void {
  const encodings = new Map<EncodingName, Encoding>()
  const messageCounts = createMessageCounts()

  function encodingFor(name: EncodingName, { tables }: CountJob): Encoding | undefined {
    const table = tables[name]
    const encoding = encodings.get(name) ?? (table && createEncoding(table))
    if (encoding) encodings.set(name, encoding)
    return encoding
  }

  function answer(job: CountJob): CountReply {
    const { bytes } = job
    try {
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const protocol = protocolOf(job.format)
      const scanned = scanRequest(body)
      const facts = protocol.readFacts({ head: job.head, bytes: body, body: scanned })
      const { model } = facts
      const { encoding: name } = familyOf(model)
      const encoding = encodingFor(name, job)
      if (!encoding) return { type: 'table-needed', name, bytes }
      const counted = countRequest(protocol, body, scanned, { encoding, model }, messageCounts)
      return { type: 'counted', described: { facts, counted }, bytes }
    } catch (error) {
      const { code, detail } = toGatewayError(error)
      return { type: 'refused', code, detail, bytes }
    }
  }

  function encodingOf({ table }: TextJob | AnswerJob): Encoding {
    const encoding = encodings.get(table.name) ?? createEncoding(table)
    encodings.set(table.name, encoding)
    return encoding
  }

  parentPort?.on('message', (job: CountJob | TextJob | AnswerJob | PingMessage) => {
    switch (job.type) {
      case 'ping':
        return parentPort?.postMessage('pong')
      case 'count-text':
        return parentPort?.postMessage(encodingOf(job).count(job.text))
      case 'describe-request':
        return giveBack(answer(job))
      case 'read-answer':
        return giveAnswer(readWholeAnswer(job, protocolOf(job.format), encodingOf(job)))
      default:
        return job satisfies never
    }
  })
}

function giveBack(reply: CountReply): void {
  parentPort?.postMessage(reply, [reply.bytes.buffer])
}

function giveAnswer(answer: ReadAnswer): void {
  const { bytes, asEvents } = answer
  parentPort?.postMessage(answer, asEvents ? [bytes.buffer, asEvents.bytes.buffer] : [bytes.buffer])
}
