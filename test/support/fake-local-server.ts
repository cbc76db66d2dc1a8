// A server of one's own on a free port of this machine. It answers what a test gives it, and remembers what it was asked.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { localAnswers } from './local-answers.ts'

export interface FakeLocalServer {
  readonly port: number
  readonly url: string
  /** 'GET /api/tags', 'POST /api/show {"model":"a"}', in the order in which they came. */
  readonly asked: string[]
  /** What is answered, by path. That to a post may be under 'PATH MODEL'. A function answers by itself. */
  answers: Record<string, unknown>
  /** Ends it, also in the middle of an answer. */
  close(): Promise<void>
}

/** `port` is a free one unless it is given, as for a server that comes back. */
export async function startFakeLocalServer(kind: string, port = 0): Promise<FakeLocalServer> {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request
    const body = await text(request).catch(() => '')
    asked.push(`${method} ${url}${body === '' ? '' : ` ${body}`}`)
    const model = body === '' ? '' : String((JSON.parse(body) as { model?: unknown }).model)
    const answer = fake.answers[`${url} ${model}`] ?? fake.answers[url]
    if (isWriter(answer)) return answer(response, body)
    response.statusCode = answer === undefined ? 404 : 200
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answer ?? { error: 'not found' }))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const bound = (server.address() as AddressInfo).port
  const fake: FakeLocalServer = {
    port: bound,
    url: `http://127.0.0.1:${bound}`,
    asked,
    answers: { ...localAnswers[kind] },
    async close() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return fake
}

/** Answers by itself, for as long as it wants. */
export type Writer = (response: ServerResponse, body: string) => void

function isWriter(answer: unknown): answer is Writer {
  return typeof answer === 'function'
}

/** One line of an answer. */
export function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}
