import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { expect, test, vi } from 'vitest'
import { decodeContent, decodedAtMost } from '../../../gateway/bytes/content-encoding.ts'
import type { ByteSource } from '../../../gateway/bytes/relay.ts'

const mebibyte = 1024 * 1024
vi.setConfig({ testTimeout: 120_000 }) // the answers are large, and the machine may be busy

/** A source of these chunks that stops where it is held back or no longer wanted. */
function sourceOf(chunks: readonly Uint8Array[]) {
  let left = [...chunks]
  let paused = false
  const state = { cancelled: false, sentBytes: 0 }
  let flow = () => {}
  const source: ByteSource = {
    flowTo(sink) {
      flow = () => {
        while (!paused && !state.cancelled) {
          const [chunk, ...rest] = left
          left = rest
          if (!chunk) return sink.end()
          state.sentBytes += chunk.length
          sink.data(chunk)
        }
      }
      flow()
    },
    pause() {
      paused = true
    },
    resume() {
      paused = false
      flow()
    },
    cancel() {
      state.cancelled = true
    },
  }
  return { source, state }
}

/** What came out, and what it ended with. */
function decode(encoding: string, bytes: Buffer) {
  const chunks = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, index) =>
    bytes.subarray(index * 4096, (index + 1) * 4096),
  )
  const { source, state } = sourceOf(chunks)
  const headers = { 'content-encoding': encoding }
  const { body } = decodeContent({ status: 200, headers, body: source }, 'p')
  return new Promise<{ bytes: number; error: unknown; cancelled: boolean }>(resolve => {
    let decoded = 0
    const finish = (error: unknown) => resolve({ bytes: decoded, error, cancelled: state.cancelled })
    body.flowTo({
      data: chunk => {
        decoded += chunk.length
      },
      end: () => finish(undefined),
      // What was told first is what ends an answer; the source is let go in the same turn.
      fail: error => setImmediate(finish, error),
    })
  })
}

test('what grows a hundredfold and more ends as too large, and its source is let go', async () => {
  const { bytes, error, cancelled } = await decode('gzip', gzipSync(Buffer.alloc(64 * mebibyte, ' ')))
  expect(error).toMatchObject({ code: 'upstream_too_large', detail: { provider: 'p' } })
  expect(cancelled).toBe(true)
  expect(bytes).toBeLessThan(decodedAtMost.freeBytes + decodedAtMost.ratio * 64 * 1024)
})

test('what grows a hundredfold within another encoding does too, however little leaves it', async () => {
  // The inner stage shrinks what the outer one made of almost nothing.
  const inner = gzipSync(Buffer.alloc(128 * mebibyte, 0), { level: 0 })
  const bomb = brotliCompressSync(inner, { params: { [constants.BROTLI_PARAM_QUALITY]: 3 } })
  expect(bomb.length).toBeLessThan(mebibyte)
  const { error } = await decode('gzip, br', bomb)
  expect(error).toMatchObject({ code: 'upstream_too_large' })
})

test('a short answer may grow as far as it does', async () => {
  const short = gzipSync(Buffer.alloc(decodedAtMost.freeBytes, 'x'))
  expect(short.length).toBeLessThan(decodedAtMost.freeBytes / decodedAtMost.ratio)
  expect(await decode('gzip', short)).toMatchObject({ bytes: decodedAtMost.freeBytes, error: undefined })
})

test('what grows less ends as too large beyond the bound of all', async () => {
  // A tenth of it cannot be compressed: that is what text is like.
  const piece = Buffer.alloc(mebibyte)
  for (let at = 0; at < piece.length; at += 10) piece[at] = Math.floor(Math.random() * 256)
  const members = gzipSync(piece)
  const many = Buffer.concat(Array.from({ length: 260 }, () => members))
  const { bytes, error } = await decode('gzip', many)
  expect(error).toMatchObject({ code: 'upstream_too_large' })
  expect(bytes).toBeGreaterThan(decodedAtMost.bytes - mebibyte)
  expect(bytes).toBeLessThanOrEqual(decodedAtMost.bytes)
})

test('several that the order says are decoded in order', async () => {
  const said = Buffer.from('{"text":"said"}'.repeat(1000))
  expect(await decode('gzip, br', brotliCompressSync(gzipSync(said)))).toEqual({
    bytes: said.length,
    error: undefined,
    cancelled: false,
  })
})
