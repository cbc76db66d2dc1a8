// Run as a worker thread by rank-table.test.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { createEncoding, type RankTable } from '../../../gateway/tokens/encoding.ts'

const { table, text } = workerData as { readonly table: RankTable; readonly text: string }
const posted: RankTable[] = []

parentPort?.on('message', (message: RankTable | 'mark') => {
  if (message === 'mark') {
    for (const each of [table, ...posted]) each.byteIds[0] = Math.min(each.byteIds[0] ?? 0, 0) - 1
    parentPort?.postMessage('marked')
  } else {
    posted.push(message)
    parentPort?.postMessage(createEncoding(message).count(text))
  }
})
parentPort?.postMessage(createEncoding(table).count(text))
