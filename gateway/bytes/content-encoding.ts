import type { Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { GatewayError } from '../errors.ts'
import { guarded } from '../guarded.ts'
import { type Answer, type ByteSource, createByteRelay, type ReadingPace } from './relay.ts'

const decoders: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
])

/**
 * The most encodings that may be applied one after another. No provider needs more than one, and each decoder costs memory.
 */
const encodingsAtMost = 3

/**
 * How much may come out of one decoder: in all, and for each byte that went in. Text shrinks to a tenth and streams of
 * events to a thirtieth. Data that grows more than a hundred times was made to fill memory. The first MiB is not limited,
 * because short answers may shrink further.
 */
export const decodedAtMost = { bytes: 256 * 1024 * 1024, ratio: 100, freeBytes: 1024 * 1024 } as const

/**
 * Decodes the body of an answer. The gateway asks for `identity`, but some providers compress all the same. Usage is read
 * from the bytes, and a body that cannot be read could contain the provider's key. Throws `upstream_encoding_unknown`. The
 * answer fails with `upstream_too_large` if more comes out than `decodedAtMost`. While the sink pauses, no more is decoded
 * than fits the decoders' buffers.
 */
export function decodeContent(answer: Answer, provider: string, pace?: ReadingPace): Answer {
  const encodings = encodingsOf(answer.headers['content-encoding'])
  if (encodings.length === 0 && answer.headers['content-encoding'] === undefined) return answer
  const makers = encodings.map(name => decoders.get(name)).filter(make => make !== undefined)
  if (makers.length < encodings.length || makers.length > encodingsAtMost)
    throw new GatewayError('upstream_encoding_unknown', {
      provider,
      encoding: encodings.join(', ').slice(0, 64),
    })
  const headers = { ...answer.headers, 'content-encoding': undefined }
  if (makers.length === 0) return { ...answer, headers }
  const tooLarge = () => new GatewayError('upstream_too_large', { provider })
  // The header names encodings in the order in which they were applied: https://www.rfc-editor.org/rfc/rfc9110#section-8.4
  const stages = makers.reverse().map(make => make())
  return { ...answer, headers, body: through(stages, answer.body, tooLarge, pace) }
}

/** The encodings in the header, without `identity` and empty members, which mean that nothing has to be decoded. */
function encodingsOf(header: string | readonly string[] | undefined): readonly string[] {
  return String(header ?? '')
    .toLowerCase()
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '' && name !== 'identity')
}

function through(
  stages: readonly Transform[],
  source: ByteSource,
  tooLarge: () => GatewayError,
  pace: ReadingPace | undefined,
): ByteSource {
  const [first, last] = [stages[0] as Transform, stages.at(-1) as Transform]
  const end = () => {
    for (const stage of stages) stage.destroy()
  }
  const flow = {
    pause: () => void last.pause(),
    resume: () => void last.resume(),
    cancel() {
      source.cancel()
      end()
    },
  }
  const relay = createByteRelay(flow, pace)
  const fail = (error: unknown) => {
    relay.fail(error)
    source.cancel()
    end()
  }
  const guard = <Given extends readonly unknown[]>(listener: (...given: Given) => void) =>
    guarded(fail, listener)
  let bytesIn = 0
  for (const [index, stage] of stages.entries()) {
    const next = stages[index + 1]
    const write = next ? into(next, stage) : (chunk: Buffer) => relay.data(chunk)
    let bytesOut = 0
    const take = guard((chunk: Buffer) => {
      bytesOut += chunk.length
      if (isTooMuch(bytesOut, bytesIn)) fail(tooLarge())
      else write(chunk)
    })
    const end = guard(() => void (next ?? relay).end())
    stage.on('data', take).on('end', end).on('error', guard(fail))
  }
  const resume = guard(() => source.resume())
  first.on('drain', resume)
  source.flowTo({
    data(chunk) {
      bytesIn += chunk.length
      if (!first.destroyed && !first.write(chunk)) source.pause()
    },
    end: () => void first.end(),
    fail: error => first.destroy(error instanceof Error ? error : new Error('the source failed')),
  })
  return relay
}

function isTooMuch(bytesOut: number, bytesIn: number): boolean {
  const { bytes, ratio, freeBytes } = decodedAtMost
  return bytesOut > bytes || bytesOut > freeBytes + bytesIn * ratio
}

/** Passes bytes from one decoder on to the next, and pauses the first while the next is full. */
function into(next: Transform, stage: Transform): (chunk: Buffer) => void {
  next.on('drain', () => stage.resume())
  return chunk => {
    if (!next.write(chunk)) stage.pause()
  }
}
