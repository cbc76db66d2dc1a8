// Stands for all providers on a port of this machine. The provider that is asked first after `begin` fails as the fault says,
// all others answer. Nothing leaves this machine.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, type Dispatcher } from 'undici'
import type { DoctorFault } from '../contract/doctor.ts'
import { type SentRequest, type SimulatedTarget, simulatedAnswer, targetOf } from './simulated-target.ts'

export interface FaultServer {
  /** Sends every request to this server, whichever provider it is for. */
  readonly dispatcher: Dispatcher
  begin(fault: DoctorFault): void
  /** The target that failed since then. Undefined if none was asked. */
  readonly failed: SimulatedTarget | undefined
  close(): Promise<void>
}

export async function startFaultServer(targets: readonly SimulatedTarget[]): Promise<FaultServer> {
  let fault: DoctorFault = 'none'
  let failed: SimulatedTarget | undefined
  /** What a request must have in common with the one that failed first, to fail as well. */
  let failing: string | undefined

  function fails(target: SimulatedTarget, headers: IncomingMessage['headers']): boolean {
    if (fault === 'none') return false
    const key = whatFails(fault, target, headers)
    failing ??= key
    if (failing === key) failed ??= target
    return failing === key
  }

  function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const sent = readSent(request, body)
    const target = sent && targetOf(sent, targets)
    if (target) play(fails(target, request.headers) ? fault : 'none', response, target, body)
    else answerOther(request, response)
  }

  const server = createServer((request, response) => {
    readBody(request)
      .then(body => answer(request, response, body))
      .catch(() => response.destroy())
  })
  const port = await listen(server)
  const closedPort = await portWithoutServer()
  const agent = new Agent({ allowH2: false, headersTimeout: 0, bodyTimeout: 0 })
  const dispatcher = agent.compose(dispatch => (options, handler) => {
    const origin = String(options.origin)
    const path = `/${encodeURIComponent(origin)}${options.path}`
    const target = targets.find(each => each.origin === origin && options.path.startsWith(each.path))
    // Here a request's model is not known, and need not be: no model of the server can be reached.
    const isRefused = fault === 'refused' && options.method === 'POST' && target && fails(target, {})
    return dispatch({ ...options, origin: originAt(isRefused ? closedPort : port), path }, handler)
  })
  return {
    dispatcher,
    begin(next) {
      fault = next
      failed = undefined
      failing = undefined
    },
    get failed() {
      return failed
    },
    async close() {
      await agent.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

const originAt = (port: number) => `http://127.0.0.1:${port}`

/** Whose fault it is: the server's, the model's, or the key's, as at real providers. */
function whatFails(
  fault: DoctorFault,
  { origin, model }: SimulatedTarget,
  headers: IncomingMessage['headers'],
): string {
  if (fault === 'refused') return origin
  if (fault !== 'rate-limited') return `${origin} ${model}`
  // A signature differs from one request to the next; what comes before its first comma is whose it is.
  const [key = ''] = String(headers.authorization ?? '').split(',')
  return [origin, model, key, headers['x-api-key'], headers['api-key'], headers['x-goog-api-key']].join(' ')
}

function readSent({ url = '' }: IncomingMessage, body: Buffer): SentRequest | undefined {
  const [, origin = '', path = ''] = /^\/([^/]*)(\/.*)$/.exec(url) ?? []
  return origin === '' ? undefined : { origin: decodeURIComponent(origin), path, body }
}

/**
 * A token server gives a token. Nobody answers anything else, such as a question for a list of models: then what is known
 * from before stays.
 */
function answerOther({ method }: IncomingMessage, response: ServerResponse): void {
  if (method !== 'POST') return void response.destroy()
  response.writeHead(200, json).end(JSON.stringify({ access_token: 'simulated', expires_in: 3600 }))
}

const json = { 'content-type': 'application/json' }
const retryAfterSeconds = 1

function play(fault: DoctorFault, response: ServerResponse, target: SimulatedTarget, body: Buffer): void {
  const { contentType, parts } = simulatedAnswer(target, body)
  const firstContent = parts.findIndex(({ paced }) => paced)
  const say = (count: number) => {
    const said = parts.slice(0, count).map(({ text }) => text)
    response.writeHead(200, { 'content-type': contentType }).flushHeaders()
    return said.join('')
  }
  switch (fault) {
    case 'none':
    case 'refused':
      response.end(say(parts.length))
      break
    case 'unavailable':
      response.writeHead(503, json).end(refusal)
      break
    case 'rate-limited':
      response.writeHead(429, { ...json, 'retry-after': String(retryAfterSeconds) }).end(refusal)
      break
    case 'stalled':
      response.write(say(firstContent))
      break
    case 'broken-before':
      response.write(say(firstContent), () => response.destroy())
      break
    case 'broken-after':
      response.write(say(firstContent + 1), () => response.destroy())
      break
    default:
      fault satisfies never
  }
}

const refusal = JSON.stringify({ error: { message: 'A fault of the self-test.', type: 'simulated' } })

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function listen(server: Pick<Server, 'listen' | 'once' | 'address'>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

async function portWithoutServer(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await new Promise(resolve => server.close(resolve))
  return port
}
