// HTTP as bytes on a socket: to send requests that no client would send, and to read answers more strictly than a client
// does.
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Names are in lower case. If a name occurs several times, the last value is kept. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface RawExchange {
  /** The complete answers in order, without 1xx answers. */
  readonly answers: readonly RawAnswer[]
  /** The bytes after these answers that are not a complete answer. */
  readonly rest: Buffer
  /** True if the peer hung up, cleanly or not. */
  readonly closed: boolean
}

export interface RawOptions {
  /** Resolves after this many answers (1 by default), or when the peer hangs up. */
  readonly answers?: number
  /** True if the request is a HEAD: its answers have no body, whatever length they declare. */
  readonly head?: boolean
  /**
   * Closes the sending side, because nothing more will be sent: at once, or after this many milliseconds without an answer.
   */
  readonly halfClose?: boolean
  readonly halfCloseAfterMs?: number
  /** After this many milliseconds without enough answers, resolves with what has arrived. */
  readonly giveUpMs?: number
}

type Bytes = string | Uint8Array

/** Sends the pieces in order on a new connection, without waiting for answers in between. */
export function sendRaw(
  origin: string,
  pieces: Bytes | readonly Bytes[],
  {
    answers: wanted = 1,
    head = false,
    halfClose = false,
    halfCloseAfterMs,
    giveUpMs = 20_000,
  }: RawOptions = {},
): Promise<RawExchange> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''))
    let received: Buffer = Buffer.alloc(0)
    const finish = (closed: boolean) => {
      clearTimeout(timer)
      clearTimeout(closing)
      socket.destroy()
      resolve({ ...readAnswers(received, { closed, head }), closed })
    }
    const timer = setTimeout(() => finish(false), giveUpMs)
    const closing =
      halfCloseAfterMs === undefined ? undefined : setTimeout(() => socket.end(), halfCloseAfterMs)
    socket.on('connect', () => sendAll(socket, pieces, halfClose))
    socket.on('data', chunk => {
      received = Buffer.concat([received, chunk])
      if (readAnswers(received, { closed: false, head }).answers.length >= wanted) finish(false)
    })
    socket.on('error', error => {
      if ('code' in error && error.code === 'ECONNREFUSED') reject(error)
    })
    socket.on('close', () => finish(true))
  })
}

function sendAll(socket: Socket, pieces: Bytes | readonly Bytes[], halfClose: boolean): void {
  const list = typeof pieces === 'string' || pieces instanceof Uint8Array ? [pieces] : pieces
  for (const piece of list) socket.write(piece)
  if (halfClose) socket.end()
}

interface Reading {
  readonly closed: boolean
  readonly head: boolean
}

function readAnswers(bytes: Buffer, reading: Reading): Pick<RawExchange, 'answers' | 'rest'> {
  const answers: RawAnswer[] = []
  let rest = bytes
  for (;;) {
    const read = readAnswer(rest, reading)
    if (!read) return { answers, rest }
    rest = rest.subarray(read.bytes)
    if (read.answer.status >= 200) answers.push(read.answer)
  }
}

function readAnswer(
  bytes: Buffer,
  reading: Reading,
): { readonly answer: RawAnswer; readonly bytes: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const status = Number(/^HTTP\/1\.[01] (\d{3})( |$)/.exec(statusLine)?.[1])
  if (Number.isNaN(status)) throw new Error(`No status line: ${JSON.stringify(statusLine.slice(0, 200))}`)
  const headers = Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const after = bytes.subarray(headEnd + 4)
  const body = readBody(after, headers, status, reading)
  return body && { answer: { status, headers, body: body.bytes }, bytes: headEnd + 4 + body.taken }
}

function readBody(
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  status: number,
  { closed, head }: Reading,
): { readonly bytes: Buffer; readonly taken: number } | undefined {
  if (head || status < 200 || status === 204 || status === 304) return { bytes: Buffer.alloc(0), taken: 0 }
  if (headers['transfer-encoding'] === 'chunked') return readChunks(bytes)
  if (headers['content-length'] === undefined) return closed ? { bytes, taken: bytes.length } : undefined
  const length = Number(headers['content-length'])
  return bytes.length < length ? undefined : { bytes: bytes.subarray(0, length), taken: length }
}

function readChunks(bytes: Buffer): { readonly bytes: Buffer; readonly taken: number } | undefined {
  const chunks: Buffer[] = []
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const end = lineEnd + 2 + size
    if (Number.isNaN(size) || bytes.length < end + 2) return undefined
    if (size === 0) return { bytes: Buffer.concat(chunks), taken: end + 2 }
    chunks.push(bytes.subarray(lineEnd + 2, end))
    at = end + 2
  }
}

export interface RawRequest {
  readonly method?: string
  readonly target: string
  readonly host: string
  /** Lines in the given order. Duplicates are kept. */
  readonly headers?: readonly string[]
  readonly body?: Bytes
  /** Whether to add a content-length header if there is a body. True by default. */
  readonly contentLength?: boolean
}

/** Makes the bytes of a whole request. Nothing is checked. */
export function rawRequest({
  method = 'POST',
  target,
  host,
  headers = [],
  body,
  contentLength = true,
}: RawRequest): Buffer {
  const bytes = Buffer.from(body ?? '')
  const length = body !== undefined && contentLength ? [`content-length: ${bytes.length}`] : []
  const head = [`${method} ${target} HTTP/1.1`, `host: ${host}`, ...headers, ...length, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes])
}
