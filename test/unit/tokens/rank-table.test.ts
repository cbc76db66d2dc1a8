import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { createEncoding } from '../../../gateway/tokens/encoding.ts'
import { buildRankTable, loadRankTable } from '../../../gateway/tokens/rank-table.ts'

function answerOf<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

describe('a rank table', () => {
  test('is shared with a worker, not copied, by workerData and by a message', async () => {
    const table = await loadRankTable('cl100k_base')
    const text = 'Count this, 数一数, '.repeat(500)
    const worker = new Worker(new URL('./count-worker.ts', import.meta.url), { workerData: { table, text } })
    try {
      const first = answerOf<number>(worker)
      expect(await first).toBe(createEncoding(table).count(text))

      const second = answerOf<number>(worker)
      worker.postMessage(table)
      expect(await second).toBe(createEncoding(table).count(text))
      // The worker marks both tables that it got, each by a lower number: they are one, and this one.
      const third = answerOf<string>(worker)
      worker.postMessage('mark')
      expect(await third).toBe('marked')
      expect(table.byteIds[0]).toBe(-2)
    } finally {
      await worker.terminate()
    }
  })

  test.each([
    ['o200k_base', 13_000_000],
    ['cl100k_base', 8_000_000],
  ] as const)('of %s takes less than %i bytes, all of them shared', async (name, limitBytes) => {
    const arrays = Object.values(await loadRankTable(name)).filter(value => ArrayBuffer.isView(value))
    expect(arrays.every(array => array.buffer instanceof SharedArrayBuffer)).toBe(true)
    expect(arrays.reduce((bytes, array) => bytes + array.byteLength, 0)).toBeLessThan(limitBytes)
  })

  test('costs at most 40 MB for both encodings together, and nothing more in another thread', async () => {
    const tables = [await loadRankTable('o200k_base'), await loadRankTable('cl100k_base')]
    const arrays = tables.flatMap(table => Object.values(table)).filter(value => ArrayBuffer.isView(value))
    expect(arrays.reduce((bytes, array) => bytes + array.byteLength, 0)).toBeLessThanOrEqual(40_000_000)
  })

  test('refuses ranks that no run of merges reaches', () => {
    const bytes = Array.from({ length: 0x100 }, (_, byte) => Buffer.from([byte]).toString('base64'))
    const abc = Buffer.from('abc').toString('base64')
    expect(() => buildRankTable('cl100k_base', ['!', '0', ...bytes, abc].join(' '))).toThrow('rank 256')
    expect(() => buildRankTable('cl100k_base', ['!', '7', ...bytes].join(' '))).toThrow('rank 0')
  })
})
