import type { Answer, Behaviour } from './fake-upstream.ts'
import { die, head, send } from './fake-upstream.ts'
import { upstreams, type Wire } from './translation-rig.ts'

/** A stream that breaks off directly after the event with the last of these pieces of text. */
export function brokenText(wire: Wire, pieces: readonly string[]): Behaviour {
  const answer = upstreams[wire].answer({ text: pieces, finish: 'stop' }, true)
  return { answer, steps: [head(), send(bytesUntil(answer, pieces.at(-1) ?? '')), die()] }
}

function bytesUntil({ body }: Answer, piece: string): number {
  const text = String(body)
  const found = /\r?\n(\r?\n)?/.exec(text.slice(text.indexOf(piece)))
  if (!found) throw new Error('No event ends behind the piece')
  return Buffer.byteLength(text.slice(0, text.indexOf(piece) + found.index + found[0].length))
}
