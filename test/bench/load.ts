// Makes one burst of load, in a process of its own that is told on standard input what to do.
import { text } from 'node:stream/consumers'
import autocannon from 'autocannon'

export interface LoadOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly connections: number
  readonly seconds: number
  /** Puts another text into each body in place of `[<id>]`. */
  readonly isEachNew?: boolean
}

export interface LoadResult {
  readonly requests: number
  readonly requestsPerSecond: number
  /** From sending a request to the last byte of its answer. */
  readonly p50Ms: number
  readonly p99Ms: number
}

if (import.meta.main) {
  const options: LoadOptions = JSON.parse(await text(process.stdin))
  process.stdout.write(`${JSON.stringify(await load(options))}\n`)
}

async function load({
  url,
  headers,
  body,
  connections,
  seconds,
  isEachNew = false,
}: LoadOptions): Promise<LoadResult> {
  const timesMs: number[] = []
  const startMs = performance.now()
  const { errors, non2xx } = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      url,
      method: 'POST',
      headers,
      body,
      connections,
      duration: seconds,
      idReplacement: isEachNew,
    } as const
    const running = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)))
    // Collected here, because autocannon's own histogram holds whole milliseconds only.
    running.on('response', (_client, _status, _bytes, tookMs) => timesMs.push(tookMs))
  })
  const tookSeconds = (performance.now() - startMs) / 1000
  if (errors + non2xx > 0) throw new Error(`${url}: ${errors} failed, ${non2xx} were not answered with 2xx`)
  timesMs.sort((a, b) => a - b)
  const at = (part: number) => timesMs[Math.floor(timesMs.length * part)] ?? Number.NaN
  return {
    requests: timesMs.length,
    requestsPerSecond: timesMs.length / tookSeconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  }
}
