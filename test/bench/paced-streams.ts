// Reads many streams at once, in a process of its own that is told on standard input what to ask.
import { text } from 'node:stream/consumers'
import type { Asked } from './first-bytes.ts'

export interface PacedStreamsOptions {
  readonly asked: Asked
  readonly streams: number
}

export interface PacedStreams {
  readonly events: number
  readonly seconds: number
}

if (import.meta.main) {
  const { asked, streams }: PacedStreamsOptions = JSON.parse(await text(process.stdin))
  const startMs = performance.now()
  const counts = await Promise.all(Array.from({ length: streams }, () => countEvents(asked)))
  const result: PacedStreams = {
    events: counts.reduce((sum, count) => sum + count, 0),
    seconds: (performance.now() - startMs) / 1000,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}

async function countEvents({ url, headers, body }: Asked): Promise<number> {
  const answer = await fetch(url, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  let events = 0
  // Each event ends with a blank line.
  for await (const piece of answer.body ?? [])
    events += Buffer.from(piece).toString('latin1').split('\n\n').length - 1
  return events
}
