import type { Socket } from 'node:net'
import { guarded } from '../guarded.ts'

/**
 * Removes a `100 Continue` from what a provider sends, if the request did not ask for one. A client must skip it even then
 * (https://www.rfc-editor.org/rfc/rfc9110#section-15.2.1), but undici treats it as an error of the connection. Other interim
 * answers are left in, because undici skips them itself.
 *
 * Only the first bytes after a request's head was written are looked at. Undici writes a request's head as a string and its
 * body as bytes, so a string shows that a new request begins. A connection carries one request at a time.
 */
export function skipUnaskedContinue<Connected extends Socket>(socket: Connected): Connected {
  let atHead = false
  /** The bytes so far of an interim answer that is not complete yet. */
  let held: Buffer = nothing
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
  const push = socket.push.bind(socket)
  return Object.assign(socket, {
    write(...given: unknown[]): boolean {
      if (typeof given[0] === 'string') atHead = true
      return write(...given)
    },
    // Node calls push with the bytes that the socket has received.
    push: guarded(
      (error): boolean => {
        socket.destroy(error instanceof Error ? error : undefined)
        return false
      },
      (chunk: unknown, encoding?: BufferEncoding): boolean => {
        if (!atHead || !Buffer.isBuffer(chunk)) return push(chunk, encoding)
        const taken = takeInterim(held.length > 0 ? Buffer.concat([held, chunk]) : chunk)
        atHead = !taken.isOver
        held = taken.rest
        return taken.passed.length > 0 ? push(taken.passed) : true
      },
    ),
  })
}

const nothing = Buffer.alloc(0)
const blankLine = Buffer.from('\r\n\r\n')
const continueHead = /^HTTP\/1\.[01] 100[ \r]/
const interimHead = /^HTTP\/1\.[01] 1/
/** A longer interim answer is passed on unfinished, and undici refuses it as a head that is too large. */
const headAtMostBytes = 16 * 1024

interface Taken {
  /** The bytes that are passed on to undici. */
  readonly passed: Buffer
  /** The bytes that may be the beginning of an interim answer: more have to come before that is known. */
  readonly rest: Buffer
  /** True once the final answer has begun. */
  readonly isOver: boolean
}

function takeInterim(bytes: Buffer): Taken {
  const passed: Buffer[] = []
  for (let rest = bytes; ; ) {
    const begin = rest.toString('latin1', 0, 13)
    const isInterim = interimHead.test(begin)
    const end = isInterim ? rest.indexOf(blankLine) : -1
    if (isInterim ? end === -1 && rest.length <= headAtMostBytes : mayBecomeInterim(begin))
      return { passed: Buffer.concat(passed), rest, isOver: false }
    if (end === -1) return { passed: Buffer.concat([...passed, rest]), rest: nothing, isOver: true }
    const next = end + blankLine.length
    if (!continueHead.test(begin)) passed.push(rest.subarray(0, next))
    rest = rest.subarray(next)
  }
}

function mayBecomeInterim(begin: string): boolean {
  return ['HTTP/1.0 1', 'HTTP/1.1 1'].some(start => start.length > begin.length && start.startsWith(begin))
}
