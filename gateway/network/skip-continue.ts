import type { Socket } from 'node:net'
import { guarded } from '../guarded.ts'

/**
 * Takes a `100 Continue` that nobody asked for out of what a provider sends. A client must skip it, asked for or not
 * (https://www.rfc-editor.org/rfc/rfc9110#section-15.2.1); undici takes it for a broken connection instead. Other interim
 * answers are left to undici, which skips them.
 *
 * Only the start of an answer is looked at: the first bytes after a request's head was written, which undici writes as text
 * and its body as bytes. One request is under way on a connection at a time.
 */
export function skipUnaskedContinue<Connected extends Socket>(socket: Connected): Connected {
  let atHead = false
  /** Of an interim answer that is not complete. */
  let held: Buffer = nothing
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean
  const push = socket.push.bind(socket)
  return Object.assign(socket, {
    write(...given: unknown[]): boolean {
      if (typeof given[0] === 'string') atHead = true
      return write(...given)
    },
    // Node hands over with it what the socket received.
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
/** What is longer than this before its end is no answer that anybody would read: undici says so. */
const headAtMostBytes = 16 * 1024

interface Taken {
  /** What undici is to see. */
  readonly passed: Buffer
  /** What cannot be judged yet. */
  readonly rest: Buffer
  /** The answer itself has begun. */
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
