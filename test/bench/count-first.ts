// Runs in a worker thread that has counted nothing yet and already has its encoding. Measures how long it takes to
// count
// its first body.
import { parentPort, workerData } from 'node:worker_threads'
import { scanRequest } from '../../gateway/chat/request-facts.ts'
import { countedFormatOf, formats } from '../../gateway/formats/index.ts'
import { openEncodings } from '../../gateway/tokens/encodings.ts'
import { createMessageCounts } from '../../gateway/tokens/message-counts.ts'
import type { RankTable } from '../../gateway/tokens/rank-table.ts'
import { countRequest } from '../../gateway/tokens/request-count.ts'

const { table, bytes } = workerData as { readonly table: RankTable; readonly bytes: Uint8Array<ArrayBuffer> }
const encoding = await openEncodings(async () => table).get(table.name)
const body = Buffer.from(bytes.buffer)
const known = createMessageCounts()
const format = countedFormatOf('openai-chat')
const head = { path: '/v1/chat/completions', query: '', headers: {} }

const startMs = performance.now()
const scanned = scanRequest(body)
const { model } = formats['openai-chat'].caller.readFacts({ head, bytes: body, body: scanned })
countRequest(format, body, scanned, { encoding, model }, known)
parentPort?.postMessage(performance.now() - startMs)
