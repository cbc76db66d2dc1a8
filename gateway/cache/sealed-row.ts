// A row of cache.db as it is written: everything that gives away what was asked or answered is sealed.
import type { KeyObject } from 'node:crypto'
import type { EntryRow } from '../storage/cache-entries.ts'
import { dimensions } from './scalar-products.ts'
import { sealColumn } from './sealed-columns.ts'
import type { AnswerToWrite } from './store-messages.ts'

export interface SealedRow extends EntryRow {
  readonly plainVector: Float32Array | undefined
}

/** What a row takes besides its sealed columns, indexes included. */
const rowBytes = 400
const pageBytes = 4096

export function sealRow(
  key: KeyObject,
  id: number,
  { bytes, question, ttlMs, vector, ...facts }: AnswerToWrite,
  nowMs: number,
): SealedRow {
  const seal = (column: string, plain: Uint8Array) => sealColumn(key, { column, row: id }, plain)
  const sealed = {
    answer: seal('answer', bytes),
    question: question === undefined ? undefined : seal('question', Buffer.from(question)),
    vector: vector && seal('vector', bytesOf(vector)),
  }
  const length = sealed.answer.length + (sealed.question?.length ?? 0) + (sealed.vector?.length ?? 0)
  const all = length + rowBytes
  // A row that is larger than half a page has pages of its own.
  const storedBytes = all <= pageBytes / 2 ? all : Math.ceil(all / pageBytes) * pageBytes
  const times = { createdAtMs: nowMs, expiresAtMs: nowMs + ttlMs }
  return { ...facts, ...sealed, ...times, id, storedBytes, plainVector: vector }
}

function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)
}

export function toVector(bytes: Buffer | undefined): Float32Array | undefined {
  if (bytes?.length !== dimensions * Float32Array.BYTES_PER_ELEMENT) return undefined
  return new Float32Array(new Uint8Array(bytes).buffer)
}
