import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { createEncoding, type Encoding, type EncodingName, loadRankTable } from './encoding.ts'
import type { RankTable } from './rank-table.ts'

/** Loads each encoding when a model first needs it, and keeps it. The workers share its table. */
export interface Encodings {
  get(name: EncodingName): Promise<Encoding>
  table(name: EncodingName): Promise<RankTable>
}

/** Given to a worker that builds this table and does nothing else. */
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
 * Builds tables in a thread of its own, because each takes up to 300 ms. If that thread fails, the table is built in this
 * thread.
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
      worker.unref() // the worker still fills in the character classes, which all threads share
      resolve(table)
    })
    worker.once('error', reject)
    worker.once('exit', code => reject(new Error(`the loading worker ended with code ${code}`)))
  })
}

// This text has every kind of character and piece. If the code were compiled after only one kind, V8 would discard the
// compiled code at the next kind.
const warmUpText = [
  "Don't count THESE words: 12, 3456 or 'naïve' ones, they'll pass.\r\n\n\t  if (aB != c_d) {\n    return `x`;  }\n",
  '数一数这些字。 नमस्ते, Привет; 👨\u200d👩\u200d👧 e\u0301 ½ Ⅷ /// ---- \u00a0\u3000 \u0085<|endoftext|> /\n\n',
  'aGVsbG8gd29ybGQhISE='.repeat(5),
  'qzxjkvbpyfgwmuclrdh'.repeat(10),
  '数据库'.repeat(30),
  ' '.repeat(100),
].join('x')
const warmUpTurns = 60

/**
 * Lets V8 compile the encoding's code before the first request needs it, because uncompiled code is many times slower. Done
 * in steps, so that other work is not blocked.
 */
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
