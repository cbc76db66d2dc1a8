// Many large uploads at once, against a gateway that is a process of its own: how much memory it takes, and gives back.
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CliHome, openCliHome, type ServingCli } from '../support/cli-process.ts'
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts'
import { residentMebibytes } from '../support/resident-memory.ts'

const uploads = 64
const uploadBytes = 60_000_000

let upstream: FakeUpstream
let home: CliHome
let serving: ServingCli

beforeAll(async () => {
  upstream = await startFakeUpstream({ record: false })
  home = await openCliHome()
  await home.cli(['settings', 'set', 'inFlightWaitMs', '3000'])
  serving = await home.serve([])
  const key = { environment: { PROVIDER_KEY: 'sk-provider-key' } }
  const provider = ['--kind', 'openai', '--base-url', `${upstream.baseUrl}/v1`, '--key-env', 'PROVIDER_KEY']
  const added = await home.cli(['provider', 'add', 'open', ...provider], key)
  expect(added.code, added.stderr).toBe(0)
})
afterAll(async () => {
  await home.close()
  await upstream.close()
})

function largeBody(): Buffer {
  const head = '{"model":"gpt-4o-mini","max_tokens":16,"messages":[{"role":"user","content":"'
  const tail = '"}]}'
  const body = Buffer.alloc(uploadBytes, 'So many words, and then some more. ')
  body.write(head)
  body.write(tail, uploadBytes - tail.length)
  return body
}

/** The status of the answer, 0 where there is none. */
function upload(body: Buffer): Promise<number> {
  const { hostname, port } = new URL(serving.gatewayUrl)
  return new Promise(resolve => {
    const socket = connect(Number(port), hostname)
    let status = 0
    socket.on('error', () => {}) // `close` follows
    socket.on('close', () => resolve(status))
    socket.on('data', chunk => {
      status ||= Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? 0)
      socket.destroy()
    })
    const lines = [
      'POST /v1/chat/completions HTTP/1.1',
      `host: ${hostname}:${port}`,
      `authorization: Bearer ${serving.token}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
    ]
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    socket.write(body)
  })
}

test('64 uploads of 60 MB by one token stay within bounds, and their memory is given back', {
  timeout: 240_000,
}, async () => {
  const memory = () => residentMebibytes(serving.pid)
  let most = memory()
  const watching = setInterval(() => {
    most = Math.max(most, memory())
  }, 250)
  const body = largeBody()
  const statuses = await Promise.all(Array.from({ length: uploads }, () => upload(body)))
  clearInterval(watching)
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
  expect(statuses.filter(status => status === 200).length).toBeGreaterThanOrEqual(3)
  // 256 MiB in flight, what two workers make of their bodies, and the program itself; without a bound it was 7 GB.
  expect(most).toBeLessThan(1200)
  await expect.poll(memory, { timeout: 120_000, interval: 500 }).toBeLessThan(400)
  const answer = await fetch(`${serving.gatewayUrl}/healthz`)
  expect(await answer.json()).toEqual({ ok: true })
})
