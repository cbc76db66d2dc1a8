// Measures how long streams take until their first byte, in a process of its own that is told on standard input what to ask.
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Asked {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface FirstBytesOptions {
  /** They are asked one after the other, so that other work of the machine affects all of them alike. */
  readonly asked: readonly Asked[]
  readonly seconds: number
}

/** From sending the request to the first byte of the answer's body. */
export interface FirstBytes {
  readonly p50Ms: number
  readonly p99Ms: number
}

if (import.meta.main) {
  const options: FirstBytesOptions = JSON.parse(await text(process.stdin))
  process.stdout.write(`${JSON.stringify(await measure(options))}\n`)
  process.exit()
}

async function measure({ asked, seconds }: FirstBytesOptions): Promise<readonly FirstBytes[]> {
  const agent = new Agent({ keepAlive: true })
  const endMs = performance.now() + seconds * 1000
  const times = asked.map((): number[] => [])
  const order = [...asked.entries()]
  while (performance.now() < endMs) {
    // A B, then B A: each is asked as often behind the other as behind itself, because an answer leaves work behind.
    for (const [index, each] of order) times[index]?.push(await firstByteMs(each, agent))
    order.reverse()
  }
  return times.map(tookMs => {
    tookMs.sort((a, b) => a - b)
    const at = (part: number) => tookMs[Math.floor(tookMs.length * part)] ?? Number.NaN
    return { p50Ms: at(0.5), p99Ms: at(0.99) }
  })
}

async function firstByteMs({ url, headers, body }: Asked, agent: Agent): Promise<number> {
  const sent = request(url, { method: 'POST', headers, agent })
  const startMs = performance.now()
  sent.end(body)
  const [answer] = await once(sent, 'response')
  if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${await text(answer)}`)
  const ended = once(answer, 'end')
  await once(answer, 'data')
  const tookMs = performance.now() - startMs
  answer.resume()
  await ended
  return tookMs
}
