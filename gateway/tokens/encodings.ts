import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createEncoding, type Encoding, type EncodingName, loadRankTable } from './encoding.ts'
import type { RankTable } from './rank-table.ts'

/** Each encoding, loaded when a model first needs it and kept; its table is shared with the workers. */
export interface Encodings {
  get(name: EncodingName): Promise<Encoding>
  table(name: EncodingName): Promise<RankTable>
}

/** For the counting worker: to build this table, and nothing else. */
export interface LoadWorkerData {
  readonly load: EncodingName
}

export type LoadTable = (name: EncodingName) => Promise<RankTable>

export function openEncodings(loadTable: LoadTable = loadRankTable): Encodings {
  const tables = new Map<EncodingName, Promise<RankTable>>()
  const encodings = new Map<EncodingName, Promise<Encoding>>()
  const table = (name: EncodingName) => once(tables, name, () => loadTable(name))
  return {
    table,
    get: name => once(encodings, name, async () => warmedUp(createEncoding(await table(name)))),
  }
}

/**
 * Builds tables in a thread of its own, because each takes up to 300 ms. Where that thread fails, this one does it: late is
 * better than never.
 */
export function loadInWorker(workerUrl: URL): LoadTable {
  return async name => {
    try {
      return await askWorker(workerUrl, { load: name })
    } catch {
      return loadRankTable(name)
    }
  }
}

function askWorker(workerUrl: URL, workerData: LoadWorkerData): Promise<RankTable> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData })
    worker.once('message', (table: RankTable) => {
      worker.unref() // it still fills in what all threads look up
      resolve(table)
    })
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`the loading worker ended with code ${code}`)))
  })
}

// Every kind of character and piece: code that is compiled after it has seen one kind is thrown away at the next.
const warmUpText = [
  "Don't count THESE words: 12, 3456 or 'naïve' ones, they'll pass.\r\n\n\t  if (aB != c_d) {\n    return `x`;  }\n",
  '数一数这些字。 नमस्ते, Привет; 👨\u200d👩\u200d👧 e\u0301 ½ Ⅷ /// ---- \u00a0\u3000 \u0085<|endoftext|> /\n\n',
  'aGVsbG8gd29ybGQhISE='.repeat(5),
  'qzxjkvbpyfgwmuclrdh'.repeat(10),
  '数据库'.repeat(30),
  ' '.repeat(100),
].join('x')
const warmUpTurns = 60

/** Code runs many times slower until it is compiled: so it is, in steps, before a request would have to wait for it. */
async function warmedUp(encoding: Encoding): Promise<Encoding> {
  for (let turn = 0; turn < warmUpTurns; turn++) {
    encoding.count(warmUpText)
    await nextTurn()
  }
  return encoding
}

function once<K, V>(known: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const kept = known.get(key)
  if (kept) return kept
  const made = make()
  known.set(key, made)
  made.catch(() => known.delete(key))
  return made
}
