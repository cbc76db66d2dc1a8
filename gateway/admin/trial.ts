// One question that the window asks. It goes through the gateway's own port, so that nothing of the way that requests take is
// left out: gate, token, budgets, routes, log.
import { setTimeout as pauseFor } from 'node:timers/promises'
import { Agent } from 'undici'
import { isRecord, parseJson, textOf } from '../bytes/json-value.ts'
import { type TrialEnd, type TrialRefusal, type TrialView, trialAnswerAtMost } from '../contract/trial.ts'
import { defaultFormat, formats, mainPathOf } from '../formats/index.ts'

const waitForTextMs = 1000
const refusalBytesAtMost = 65_536
const refusalCharactersAtMost = 2000

export interface TrialQuestion {
  readonly id: number
  readonly model: string
  readonly text: string
  readonly gatewayUrl: string
  readonly token: string
}

export class Trial {
  readonly #question: TrialQuestion
  readonly #stop = new AbortController()
  #text = ''
  #end: TrialEnd | undefined
  #requestId: string | null = null
  #refusal: TrialRefusal | null = null
  #changed = Promise.withResolvers<void>()

  constructor(question: TrialQuestion) {
    this.#question = question
  }

  get id(): number {
    return this.#question.id
  }

  get isRunning(): boolean {
    return this.#end === undefined
  }

  /** Asks, and reads the answer to its end. Never rejects. */
  async run(): Promise<void> {
    // An agent of its own: its connection ends with the question.
    const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 })
    try {
      const end = await this.#ask(agent)
      this.#end ??= end
    } catch {
      // The connection was closed in the middle, by the stop or by a gateway that ends.
      this.#end ??= this.#stop.signal.aborted ? 'stopped' : 'broken'
    }
    this.#tell()
    await agent.destroy().catch(() => {})
  }

  stop(): void {
    if (!this.isRunning) return
    this.#end = 'stopped'
    this.#stop.abort()
    this.#tell()
  }

  /** Waits for a moment until there is more to read than the first `after` characters. */
  async read(after: number): Promise<TrialView> {
    if (this.isRunning && this.#text.length <= after) {
      const wait = new AbortController()
      const waited = pauseFor(waitForTextMs, undefined, { ref: false, signal: wait.signal }).catch(() => {})
      await Promise.race([this.#changed.promise, waited])
      wait.abort()
    }
    return this.view(after)
  }

  view(after: number): TrialView {
    const { id, model } = this.#question
    return {
      id,
      model,
      state: this.#end ?? 'running',
      text: this.#text.slice(after),
      requestId: this.#requestId,
      refusal: this.#refusal,
    }
  }

  async #ask(agent: Agent): Promise<TrialEnd> {
    const { gatewayUrl, token, model, text } = this.#question
    const { statusCode, headers, body } = await agent.request({
      origin: gatewayUrl,
      path: mainPathOf(defaultFormat),
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: text }] }),
      signal: this.#stop.signal,
    })
    this.#requestId = textOf(headers['x-gatehouse-request-id']) || null
    this.#tell()
    if (statusCode >= 300) {
      this.#refusal = refusalOf(statusCode, await readUpTo(body, refusalBytesAtMost))
      return 'refused'
    }
    return this.#readAnswer(body, textOf(headers['content-type']))
  }

  async #readAnswer(body: AsyncIterable<Uint8Array>, contentType: string): Promise<TrialEnd> {
    const { provider } = formats[defaultFormat]
    const framer = provider.framingOf(contentType, true)?.()
    if (!framer) return this.#readWhole(body)
    const meter = provider.createMeter(text => this.#say(text))
    for await (const chunk of body) {
      for (const frame of framer.push(chunk)) meter.read(frame)
      meter.readAll()
      if (this.#text.length >= trialAnswerAtMost) return 'long'
    }
    return meter.ended() && !meter.failed() ? 'answered' : 'broken'
  }

  /** The answer of a provider that does not stream. */
  async #readWhole(body: AsyncIterable<Uint8Array>): Promise<TrialEnd> {
    const { provider } = formats[defaultFormat]
    const bytes = await readUpTo(body, 16 * trialAnswerAtMost)
    this.#say(provider.readAnswer(parseJson(bytes.toString('utf8'))).text)
    return this.#text.length >= trialAnswerAtMost ? 'long' : 'answered'
  }

  #say(text: string): void {
    if (!this.isRunning) return
    this.#text = (this.#text + text).slice(0, trialAnswerAtMost)
    this.#tell()
  }

  #tell(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers<void>()
  }
}

async function readUpTo(body: AsyncIterable<Uint8Array>, bytesAtMost: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= bytesAtMost) break
  }
  return Buffer.concat(chunks)
}

function refusalOf(status: number, body: Buffer): TrialRefusal {
  const parsed = parseJson(body.toString('utf8'))
  const error = isRecord(parsed) && isRecord(parsed.error) ? parsed.error : {}
  return {
    status,
    code: textOf(error.code) || textOf(error.type),
    message: textOf(error.message).slice(0, refusalCharactersAtMost),
  }
}
