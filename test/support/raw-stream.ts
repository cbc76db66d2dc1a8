// A chunked answer as its bytes were received, complete or not.

export interface RawStream {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** The content of all chunks so far. */
  readonly body: string
  /** True if the terminating chunk has come, with which the sender says that the answer is complete. */
  readonly ended: boolean
}

/** Reads everything that a raw connection received for one request. Throws if it is not a chunked answer. */
export function readRawStream(bytes: Buffer): RawStream {
  const headEnd = bytes.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const headers = Object.fromEntries(lines.map(line => line.toLowerCase().split(/: ?(.*)/, 2)))
  if (headers['transfer-encoding'] !== 'chunked') throw new Error(`Not chunked: ${bytes.toString('latin1')}`)
  const chunks: Buffer[] = []
  let ended = false
  for (let at = headEnd + 4; at < bytes.length && !ended; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    if (Number.isNaN(size)) throw new Error(`No chunk size at ${at}`)
    chunks.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
    ended = size === 0
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: Buffer.concat(chunks).toString(), ended }
}
