// A provider that speaks OpenAI chat completions and Anthropic messages on a real socket. A test can script how it
// misbehaves.
// As a process: node test/support/fake-upstream.ts --port 0 [--output-tokens N] [--every-ms N]

import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { parseArgs } from 'node:util'
import { type Answer, type Behaviour, type ReceivedRequest, send } from './fake-upstream/behaviour.ts'
import { type AnswerOptions, answerProperly, askedModel } from './fake-upstream/default-answer.ts'
import { CallerGoneError, deliver } from './fake-upstream/deliver.ts'
import { readFixture } from './fake-upstream/fixtures.ts'
import { type ReportedUsage, SentBody } from './fake-upstream/sent-body.ts'

export type { Answer, Behaviour, ReceivedRequest, Step } from './fake-upstream/behaviour.ts'
export { die, hang, head, send, trickle, wait } from './fake-upstream/behaviour.ts'
export { type FixtureName, readFixture } from './fake-upstream/fixtures.ts'
export { type Gate, gate } from './fake-upstream/gate.ts'

export interface BillEntry extends ReportedUsage {
  readonly path: string
  /** The model that was asked for. */
  readonly model: string
}

export interface FakeUpstreamOptions extends AnswerOptions {
  /** 0 by default, which means any free port. */
  readonly port?: number
  /** What to do if no behaviour is scripted. */
  readonly behaviour?: Behaviour | ((headers: IncomingHttpHeaders, method: string) => Behaviour)
  /** Called with every connection that is accepted, before anything is read from it. */
  readonly onConnection?: (socket: Socket) => void
  /** False for long runs: `requests` and `bill()` then stay empty. */
  readonly record?: boolean
}

export interface FakeUpstream {
  /** The origin without a path. OpenAI's routes are under /v1, Anthropic's at /v1/messages. */
  readonly baseUrl: string
  /** In order of arrival. A request is added when its headers have arrived. */
  readonly requests: readonly ReceivedRequest[]
  /**
   * Sets the behaviours for the next POSTs, one for each. The last one is used for all further ones. Without any, every
   * request is answered properly.
   */
  script(...behaviours: readonly Behaviour[]): void
  /** The same for GET /v1/models, which a gateway may send at any time. */
  scriptModels(...behaviours: readonly Behaviour[]): void
  /** The usage reported in the answers that were sent, one entry for each request that was sent any. */
  bill(): readonly BillEntry[]
  /** Closes the server and all connections. */
  close(): Promise<void>
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

interface Exchange {
  readonly request: Mutable<ReceivedRequest>
  readonly sent: SentBody
}

export async function startFakeUpstream(options: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const requests: ReceivedRequest[] = []
  const exchanges: Exchange[] = []
  const scripts = { models: [] as readonly Behaviour[], calls: [] as readonly Behaviour[] }

  function nextBehaviour({ method = '', headers }: IncomingMessage): Behaviour {
    const kind = method === 'GET' ? 'models' : 'calls'
    const [first, ...rest] = scripts[kind]
    if (rest.length > 0) scripts[kind] = rest
    if (first) return first
    const { behaviour } = options
    return (typeof behaviour === 'function' ? behaviour(headers, method) : behaviour) ?? {}
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const behaviour = nextBehaviour(incoming)
    const exchange = openExchange(incoming, behaviour)
    const { request, sent } = exchange
    if (options.record !== false) {
      requests.push(request)
      exchanges.push(exchange)
    }
    try {
      if (behaviour.readBody !== false) request.body = await readBody(incoming)
      const answer = chooseAnswer(request, behaviour, options)
      const outcome = await deliver({ answer, behaviour, response, onSent: piece => sent.add(piece) })
      request.finished = outcome === 'ended'
    } catch (error) {
      if (!(error instanceof CallerGoneError)) throw error
      request.abortedAtMs = Date.now()
    }
  }

  const server = createServer((incoming, response) => void handle(incoming, response))
  if (options.onConnection) server.on('connection', options.onConnection)
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${portOf(server)}`,
    requests,
    script: (...behaviours) => {
      scripts.calls = behaviours
    },
    scriptModels: (...behaviours) => {
      scripts.models = behaviours
    },
    bill: () => exchanges.flatMap(billEntry),
    close: async () => {
      const closed = new Promise(resolve => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** The origin of a port on which nothing listens, so that connections are refused. */
export async function closedOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

function openExchange(incoming: IncomingMessage, behaviour: Behaviour): Exchange {
  const request = {
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    body: Buffer.alloc(0),
    abortedAtMs: undefined,
    finished: false,
  }
  return { request, sent: new SentBody(behaviour.gzip === true) }
}

/** Reads a body with events. The ready-made functions use a Blob, which takes longer than everything else in a request. */
function readBody(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    incoming.on('data', chunk => chunks.push(chunk))
    incoming.once('end', () => resolve(Buffer.concat(chunks)))
    incoming.once('error', cause => reject(new CallerGoneError('The request broke off', { cause })))
  })
}

function chooseAnswer(request: ReceivedRequest, behaviour: Behaviour, options: AnswerOptions): Answer {
  if (behaviour.answer === undefined) return answerProperly(request, options)
  if (typeof behaviour.answer === 'string') return readFixture(behaviour.answer)
  return typeof behaviour.answer === 'function' ? behaviour.answer(request) : behaviour.answer
}

function billEntry({ request, sent }: Exchange): BillEntry[] {
  const usage = sent.reportedUsage()
  return usage === undefined ? [] : [{ path: request.path, model: askedModel(request.body), ...usage }]
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server does not listen on a port')
  return address.port
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'output-tokens': { type: 'string' },
      'every-ms': { type: 'string' },
    },
  })
  const everyMs = values['every-ms']
  const outputTokens = values['output-tokens']
  const upstream = await startFakeUpstream({
    port: Number(values.port),
    record: false,
    ...(outputTokens === undefined ? {} : { outputTokens: Number(outputTokens) }),
    ...(everyMs === undefined
      ? {}
      : { behaviour: { steps: [send(undefined, { everyMs: Number(everyMs) })] } }),
  })
  process.stdout.write(`${upstream.baseUrl}\n`)
}
