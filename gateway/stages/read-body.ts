import { GatewayError } from '../errors.ts'
import type { Exchange } from '../exchange.ts'

export const bodyLimitBytes = 64 * 1024 * 1024

/** The whole body as it came. Rejects with `body_too_large`, or with what aborted the exchange. */
export function readBody(exchange: Exchange): Promise<Buffer> {
  const { request } = exchange
  return new Promise((resolve, reject) => {
    const tooLarge = () => new GatewayError('body_too_large', { limitBytes: bodyLimitBytes })
    if (Number(request.headers['content-length'] ?? 0) > bodyLimitBytes) return reject(tooLarge())
    const chunks: Buffer[] = []
    let bytes = 0
    const take = exchange.guard((chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= bodyLimitBytes) return void chunks.push(chunk)
      chunks.length = 0
      request.off('data', take)
      reject(tooLarge())
    })
    request.on('data', take)
    request.on(
      'end',
      exchange.guard(() =>
        resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)),
      ),
    )
    exchange.onAbort(reject)
  })
}
