import { type Answer, createByteRelay } from '../bytes/relay.ts'

// Errors are short. Of a longer answer, only this much is looked at.
const readAtMostBytes = 64 * 1024

/** The beginning of an answer as text, and the same answer again with all of its bytes. */
export function peek(answer: Answer): Promise<{ readonly text: string; readonly again: Answer }> {
  const { body } = answer
  const relay = createByteRelay({
    pause: () => body.pause(),
    resume: () => body.resume(),
    cancel: () => body.cancel(),
  })
  return new Promise(resolve => {
    const seen: Uint8Array[] = []
    let bytes = 0
    const done = () =>
      resolve({ text: Buffer.concat(seen).toString('utf8'), again: { ...answer, body: relay } })
    body.flowTo({
      data(chunk) {
        relay.data(chunk)
        if (bytes >= readAtMostBytes) return
        seen.push(chunk)
        bytes += chunk.length
        if (bytes >= readAtMostBytes) done()
      },
      end() {
        relay.end()
        done()
      },
      fail(error) {
        relay.fail(error)
        done()
      },
    })
  })
}
