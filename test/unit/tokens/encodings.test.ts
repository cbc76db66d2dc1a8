import { describe, expect, test } from 'vitest'
import { loadInWorker, openEncodings } from '../../../gateway/tokens/encodings.ts'
import { loadRankTable } from '../../../gateway/tokens/rank-table.ts'
import { builtPlaces } from '../../support/built-program.ts'

const workerUrl = builtPlaces.workerUrl('token-counter')

describe('a rank table', () => {
  test('built in a worker is the one that would be built here, and its look-ups get filled in', async () => {
    const table = await loadInWorker(workerUrl)('cl100k_base')
    const { characterClasses, ...rest } = table
    const { characterClasses: here, ...expected } = await loadRankTable('cl100k_base')
    for (const [key, value] of Object.entries(expected)) {
      const built: unknown = rest[key as keyof typeof rest]
      if (!ArrayBuffer.isView(value)) expect(built, key).toBe(value)
      else expect(Buffer.compare(bytesOf(built), bytesOf(value)), key).toBe(0)
    }
    expect(characterClasses.length).toBe(here.length)
    await expect.poll(() => characterClasses.includes(0)).toBe(false)
  })

  test('is built here where no worker can', async () => {
    const table = await loadInWorker(new URL('./no-such-worker.ts', import.meta.url))('cl100k_base')
    expect(table.name).toBe('cl100k_base')
  })
})

describe('encodings', () => {
  test('are loaded once, however many ask at once', async () => {
    const asked: string[] = []
    const encodings = openEncodings(name => {
      asked.push(name)
      return loadRankTable(name)
    })
    const [one, two] = await Promise.all([encodings.get('cl100k_base'), encodings.get('cl100k_base')])
    expect(one).toBe(two)
    expect(one.count('hello world')).toBe(2)
    await encodings.table('cl100k_base')
    expect(asked).toEqual(['cl100k_base'])
  })

  test('that could not be loaded are loaded when they are asked for again', async () => {
    const failures = ['no memory']
    const encodings = openEncodings(name => {
      const failure = failures.pop()
      return failure === undefined ? loadRankTable(name) : Promise.reject(new Error(failure))
    })
    await expect(encodings.get('cl100k_base')).rejects.toThrow('no memory')
    expect((await encodings.get('cl100k_base')).name).toBe('cl100k_base')
  })
})

function bytesOf(value: unknown): Buffer {
  if (!ArrayBuffer.isView(value)) throw new Error('no array')
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}
