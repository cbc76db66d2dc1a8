import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { guarded } from '../guarded.ts'
import { type Answer, type ByteSource, createByteRelay } from './answer.ts'

const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
])

/**
 * `identity` was asked for; a provider that compresses anyway is decoded here, since usage is read from the bytes.
 * Its sink bounds what comes out: nothing is decoded beyond what is taken.
 */
export function decodeContent(answer: Answer): Answer {
  const decoder = decoders.get(String(answer.headers['content-encoding']).toLowerCase())?.()
  if (!decoder) return answer
  const headers = { ...answer.headers, 'content-encoding': undefined }
  return { ...answer, headers, body: through(decoder, answer.body) }
}

function through(decoder: Transform, source: ByteSource): ByteSource {
  const relay = createByteRelay({
    pause: () => void decoder.pause(),
    resume: () => void decoder.resume(),
    cancel: () => source.cancel(),
  })
  const guard = <Given extends readonly unknown[]>(listener: (...given: Given) => void) =>
    guarded(error => relay.fail(error), listener)
  const data = guard((chunk: Buffer) => relay.data(chunk))
  const failed = guard((error: unknown) => relay.fail(error))
  decoder.on('data', data).on('error', failed)
  decoder.on(
    'end',
    guard(() => relay.end()),
  )
  decoder.on(
    'drain',
    guard(() => source.resume()),
  )
  source.flowTo({
    data: chunk => {
      if (!decoder.write(chunk)) source.pause()
    },
    end: () => decoder.end(),
    fail: error => decoder.destroy(error instanceof Error ? error : new Error('the source failed')),
  })
  return relay
}
