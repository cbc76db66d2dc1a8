// Owns cache.db: the answers that may be given again, their vectors, and the key that all of it is sealed with.
import { createSecretKey, type KeyObject } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { AnswerFile } from '../cache/answer-file.ts'
import { compareQuestions } from '../cache/guard/compare.ts'
import { HitFile } from '../cache/hit-file.ts'
import { KeyChanges } from '../cache/key-changes.ts'
import { openColumn } from '../cache/sealed-columns.ts'
import type { CacheWorkerData, FromWorker, StoreAsk, ToWorker, Trouble } from '../cache/store-messages.ts'
import type { CacheEntry } from '../contract/answer-cache.ts'
import { GatewayError } from '../errors.ts'
import { openCacheDataKey } from '../storage/cache-data-key.ts'
import { type CacheEntries, openCacheEntries } from '../storage/cache-entries.ts'
import { openCacheHits } from '../storage/cache-hits.ts'
import type { WritableDb } from '../storage/database.ts'
import { deleteCacheDb, openCacheDb, shrinkCacheDb } from '../storage/databases.ts'
import { isDamage } from '../storage/sqlite-failure.ts'

type Asked = Extract<ToWorker, { readonly type: 'ask' }>
type Unlock = Extract<ToWorker, { readonly type: 'unlock' }>

const { homeDir } = workerData as CacheWorkerData
/** By what is being done at the moment. They are told together. */
const changedKeys: number[] = []
const keyChanges = new KeyChanges(changes => tell({ type: 'keys', changes }))
const db = openOrDelete()
const dataKey = openCacheDataKey(db)
serve()

function serve(): void {
  let files: Files | undefined

  function handle(message: ToWorker): void {
    switch (message.type) {
      case 'unlock':
        files = unlock(message)
        break
      case 'ask':
        if (files) reply(files, message)
        break
      case 'close':
        close()
        break
      default:
        message satisfies never
    }
  }

  parentPort?.on('message', (message: ToWorker) => {
    try {
      handle(message)
    } catch (error) {
      fail(error)
    }
  })
  tell({ type: 'locked', sealed: dataKey.find() })
}

/** Vectors that are still being loaded are not waited for. */
function close(): void {
  db.close()
  process.exit(0)
}

interface Files {
  readonly key: KeyObject
  readonly entries: CacheEntries
  readonly file: AnswerFile
  readonly hitFile: HitFile
}

function unlock({ dataKey: bytes, sealed, isNew }: Unlock): Files {
  const key = createSecretKey(bytes)
  bytes.fill(0)
  const entries = openCacheEntries(db)
  const hits = openCacheHits(db)
  const transaction = <Result>(run: () => Result): Result => db.transaction(run).immediate()
  transaction(() => {
    if (sealed) dataKey.put(sealed)
    if (!isNew) return
    entries.removeAll()
    hits.deleteAll()
  })
  const shrink = () => shrinkCacheDb(db)
  const changed = (changes: readonly number[]) => {
    for (const change of changes) changedKeys.push(change)
  }
  const file = new AnswerFile({ key, entries, hits, transaction, later, shrink, changed })
  const hitFile = new HitFile({ key, hits, transaction, removeEntry: id => file.remove(id) })
  tellKeys(entries, 0)
  return { key, entries, file, hitFile }
}

function tellKeys(entries: CacheEntries, afterId: number): void {
  const read = entries.keys(afterId, 500)
  for (const { exactKey, fingerprint } of read) keyChanges.pushKeys(exactKey, fingerprint)
  const last = read.at(-1)
  if (last) later(() => tellKeys(entries, last.id))
}

function reply(files: Files, { id, nowMs, capBytes, used, ask }: Asked): void {
  let value: unknown
  try {
    files.file.begin(nowMs, used)
    value = answer(files, ask, nowMs, capBytes)
  } catch (error) {
    fail(error)
    files.file.recount()
  }
  keyChanges.push(changedKeys.splice(0)) // before the reply, which may be what others wait for
  tell({ type: 'reply', id, value, size: files.file.size }, value)
}

function answer(files: Files, ask: StoreAsk, nowMs: number, capBytes: number): unknown {
  const { file, hitFile } = files
  switch (ask.type) {
    case 'add':
      return file.write(ask.answers, nowMs, capBytes)
    case 'find':
      return file.find(ask.key, nowMs)
    case 'read':
      return file.read(ask.entryId, nowMs)
    case 'nearest':
      return file.nearest(ask, nowMs)
    case 'add-hit':
      return hitFile.add(ask.hit, capBytes)
    case 'judge':
      return hitFile.judge(ask.hitId, ask.judgement)
    case 'judged':
      return hitFile.judged(ask.beforeId, ask.limit)
    case 'hits':
      return hitFile.list(ask.beforeMs, ask.limit)
    case 'entries':
      return list(files, ask.beforeMs, ask.limit)
    case 'compare':
      return compareQuestions(ask.stored, ask.asked)
    case 'purge':
      return file.purge(ask.what)
    case 'next-epoch':
      return file.removeAll()
    case 'tick':
      return file.removeExpired(nowMs)
    default:
      return ask satisfies never
  }
}

function list({ key, entries }: Files, beforeMs: number, limit: number): readonly CacheEntry[] {
  return entries.list(beforeMs, limit).map(({ id, storedBytes, question, ...facts }) => {
    const opened = question && openColumn(key, { column: 'question', row: id }, question)
    return { ...facts, id: String(id), bytes: storedBytes, question: opened?.toString() ?? '' }
  })
}

function later(step: () => void): void {
  setImmediate(() => {
    try {
      step()
    } catch (error) {
      fail(error)
    }
  })
}

function openOrDelete(): WritableDb {
  try {
    return openCacheDb(homeDir)
  } catch (error) {
    const isDamaged = error instanceof GatewayError && error.code === 'database_corrupt'
    end(isDamaged ? 'damaged' : 'refused', error)
  }
}

function fail(error: unknown): void {
  if (isDamage(error)) {
    db.close()
    end('damaged', error)
  }
  tell({ type: 'trouble', trouble: 'not-done', reason: reasonOf(error) })
}

/** A damaged file is deleted: the next worker makes a new one. */
function end(trouble: Trouble, error: unknown): never {
  if (trouble === 'damaged') deleteCacheDb(homeDir)
  tell({ type: 'trouble', trouble, reason: reasonOf(error) })
  process.exit(1)
}

function reasonOf(error: unknown): string {
  if (error instanceof GatewayError) return `${error.message} ${JSON.stringify(error.detail)}`
  return error instanceof Error ? error.message : String(error)
}

/** An answer's bytes are handed over, not copied. */
function tell(message: FromWorker, value?: unknown): void {
  const bytes = isAnswer(value) ? value.bytes : undefined
  const { buffer } = bytes ?? {}
  const isWhole = bytes && buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
  parentPort?.postMessage(message, isWhole ? [buffer] : [])
}

function isAnswer(value: unknown): value is { readonly bytes: Uint8Array } {
  return typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array
}
