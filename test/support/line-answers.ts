// Answers of servers that stream lines of JSON, and their official client as one that leaves a stream.
import type { AbortableAsyncIterator } from 'ollama'
import type { Fixture } from './fake-upstream/fixtures.ts'

export function jsonAnswer(status: number, value: object): Fixture {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { status, headers, body: Buffer.from(JSON.stringify(value)) }
}

export function lineAnswer(...values: readonly object[]): Fixture {
  const body = Buffer.from(values.map(value => `${JSON.stringify(value)}\n`).join(''))
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body }
}

/** The client lets go of its connection only when it is told to. */
export async function* leaving<Line extends object>(
  stream: AbortableAsyncIterator<Line>,
): AsyncGenerator<Line> {
  try {
    yield* stream
  } finally {
    stream.abort()
  }
}
