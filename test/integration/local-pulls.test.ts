// Models are installed on a server of one's own.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { PullView } from '../../gateway/contract/local.ts'
import { line, startFakeLocalServer, type Writer } from '../support/fake-local-server.ts'
import { adopted, localRigOfEachTest, look } from '../support/local-rig.ts'
import type { TestGateway } from '../support/test-gateway.ts'

const rig = localRigOfEachTest()
const model = 'qwen3:8b'
const layer = (completed: number, total = 100, digest = 'sha256:a') =>
  line({ status: 'pulling a', digest, total, completed })

/** Answers pulls with these, one after the other; the last answers all that follow. */
function answerPulls(...writers: readonly Writer[]): void {
  let times = 0
  const answer: Writer = (response, body) => writers[Math.min(times++, writers.length - 1)]?.(response, body)
  rig.server.answers['/api/pull'] = answer
}

const says =
  (...lines: readonly string[]): Writer =>
  response =>
    void response.end(lines.join(''))

async function begin({ admin }: TestGateway): Promise<PullView> {
  await admin.readLocalServers({})
  return admin.pullLocalModel({ baseUrl: rig.server.url, model })
}

async function ended({ admin }: TestGateway): Promise<PullView> {
  const newest = async () => (await admin.readLocalServers({})).pulls.at(-1)
  await expect.poll(async () => (await newest())?.state, { timeout: 20_000 }).not.toBe('running')
  const pull = await newest()
  if (!pull) throw new Error('There is no pull')
  return pull
}

const pulls = () => rig.server.asked.filter(each => each.startsWith('POST /api/pull'))

test('a pull is told in bytes of all its files, and what it brought can be asked at once', async () => {
  const running = await rig.start()
  await adopted(running)
  const opened = Promise.withResolvers<ServerResponse>()
  answerPulls(response => {
    response.write(line({ status: 'pulling manifest' }) + layer(100) + layer(30, 300, 'sha256:b'))
    opened.resolve(response)
  })
  expect(await begin(running)).toMatchObject({ state: 'running', completedBytes: 0, totalBytes: null })
  const response = await opened.promise
  const progress = async () => (await running.admin.readLocalServers({})).pulls[0]
  await expect.poll(progress).toMatchObject({ status: 'pulling a', completedBytes: 130, totalBytes: 400 })
  expect(pulls()).toEqual([`POST /api/pull {"model":"${model}","stream":true}`])

  rig.server.answers['/api/tags'] = { models: [{ name: model, digest: 'sha256:q' }] }
  response.end(layer(300, 300, 'sha256:b') + line({ status: 'success' }))
  expect(await ended(running)).toMatchObject({ state: 'done', completedBytes: 400, message: null })
  const listed = async () => (await running.admin.listProviders({}))[0]?.models.map(({ id }) => id)
  await expect.poll(listed).toEqual([model])
})

test('the same model is pulled once at a time', async () => {
  const running = await rig.start()
  answerPulls(response => void response.write(layer(1)))
  const first = await begin(running)
  expect(await begin(running)).toMatchObject({ startedAtMs: first.startedAtMs })
  await expect.poll(pulls).toHaveLength(1)
})

test('four models are pulled at once, and a fifth is refused', async () => {
  const running = await rig.start()
  answerPulls(response => void response.write(layer(1)))
  await look(running)
  const baseUrl = rig.server.url
  for (const name of ['a', 'b', 'c', 'd']) await running.admin.pullLocalModel({ baseUrl, model: name })
  await expect(running.admin.pullLocalModel({ baseUrl, model: 'e' })).rejects.toMatchObject({
    code: 'local_pull_refused',
  })
  expect((await running.admin.cancelLocalPull({ baseUrl, model: 'a' })).state).toBe('cancelled')
  expect((await running.admin.pullLocalModel({ baseUrl, model: 'e' })).state).toBe('running')
})

test('a pull that is stopped lets go of the server', async () => {
  const running = await rig.start()
  const opened = Promise.withResolvers<ServerResponse>()
  answerPulls(response => {
    response.write(layer(1))
    opened.resolve(response)
  })
  await begin(running)
  const response = await opened.promise
  const closed = once(response, 'close')
  const stopped = await running.admin.cancelLocalPull({ baseUrl: rig.server.url, model })
  expect(stopped).toMatchObject({ state: 'cancelled', message: null })
  await closed
  expect(await ended(running)).toMatchObject({ state: 'cancelled' })
  await expect(
    running.admin.cancelLocalPull({ baseUrl: rig.server.url, model: 'other' }),
  ).rejects.toMatchObject({ code: 'local_pull_refused' })
})

test('a gateway that closes ends its pulls', async () => {
  const running = await rig.start()
  const opened = Promise.withResolvers<ServerResponse>()
  answerPulls(response => {
    response.write(layer(1))
    opened.resolve(response)
  })
  await begin(running)
  const closed = once(await opened.promise, 'close')
  await running.close()
  await closed
})

describe('a pull that breaks off', () => {
  const breaksAt =
    (completed: number): Writer =>
    response => {
      response.write(layer(completed), () => response.destroy())
    }

  test('goes on where it was, as long as something comes', async () => {
    const running = await rig.start()
    answerPulls(
      breaksAt(10),
      breaksAt(20),
      breaksAt(30),
      breaksAt(40),
      says(layer(100), line({ status: 'success' })),
    )
    await begin(running)
    expect(await ended(running)).toMatchObject({ state: 'done', completedBytes: 100 })
    expect(pulls()).toHaveLength(5)
  }, 30_000)

  test('fails after three tries that brought nothing', async () => {
    const running = await rig.start()
    answerPulls(breaksAt(10), breaksAt(10))
    await begin(running)
    expect(await ended(running)).toMatchObject({
      state: 'failed',
      completedBytes: 10,
      message: expect.stringContaining('broke off'),
    })
    expect(pulls()).toHaveLength(3)
  }, 30_000)

  test('ends too soon without success, and is not taken for done', async () => {
    const running = await rig.start()
    answerPulls(says(layer(100)), says(line({ status: 'success' })))
    await begin(running)
    expect(await ended(running)).toMatchObject({ state: 'done' })
    expect(pulls()).toHaveLength(2)
  })
})

describe('what a server says', () => {
  test('is told when it refuses, within its answer or with a status, and it is not asked again', async () => {
    const running = await rig.start()
    const reason = 'pull model manifest: file does not exist'
    answerPulls(says(line({ status: 'pulling manifest' }), line({ error: reason })), response => {
      response.statusCode = 500
      response.end(JSON.stringify({ error: reason }))
    })
    for (let times = 1; times <= 2; times++) {
      await begin(running)
      expect(await ended(running)).toMatchObject({ state: 'failed', message: reason })
      expect(pulls()).toHaveLength(times)
    }
  })

  test.each<[string, Writer]>([
    ['a status without a reason', response => void response.writeHead(404).end('<html>')],
    ['a status with an endless body', response => void response.writeHead(500).end('x'.repeat(200_000))],
  ])('is told as its status: %s', async (_, writer) => {
    const running = await rig.start()
    answerPulls(writer)
    await begin(running)
    expect(await ended(running)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/answered \d+/),
    })
  })

  test('is kept within bounds, whatever it is', async () => {
    const running = await rig.start()
    const files = Array.from({ length: 1200 }, (_, place) => layer(2 ** 50, 2 ** 50, `sha256:${place}`))
    const odd = ['null\n', '7\n', '{"status":7}\n', 'no JSON\n', '\n\n', line({ status: 'x'.repeat(9000) })]
    answerPulls(says(...odd, ...files, layer(-5, 100, 'a'), line({ status: 'success' })))
    await begin(running)
    const { state, completedBytes, totalBytes, status } = await ended(running)
    expect([state, status]).toEqual(['done', 'pulling a'])
    expect(completedBytes).toBe(Number.MAX_SAFE_INTEGER)
    expect(totalBytes).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('a line without an end is not collected', async () => {
    const running = await rig.start()
    answerPulls(says('x'.repeat(100_000)), says(line({ error: 'enough' })))
    await begin(running)
    expect(await ended(running)).toMatchObject({ state: 'failed', message: 'enough' })
  })

  test('is freed of the key that it repeats', async () => {
    const key = 'Zx81-Qw72-Er63-Ty54-Ui45-Op36'
    const running = await rig.start({ deps: { localAddresses: [] } })
    await running.admin.addProvider({ id: 'mine', kind: 'ollama', baseUrl: rig.server.url, key })
    answerPulls(says(line({ error: `unauthorized: ${key}` })))
    await begin(running)
    expect((await ended(running)).message).toMatch(/^unauthorized: \*+$/)
  })
})

test('at most twenty ended pulls are kept, and one for each model', async () => {
  const running = await rig.start()
  answerPulls(says(line({ status: 'success' })))
  await look(running)
  for (let number = 0; number < 25; number++) {
    await running.admin.pullLocalModel({ baseUrl: rig.server.url, model: `m${number % 23}` })
    await ended(running)
  }
  const names = (await running.admin.readLocalServers({})).pulls.map(pull => pull.model)
  expect([names.length, new Set(names).size, names.at(-1)]).toEqual([20, 20, 'm1'])
})

test('nothing is pulled from a server that was not found or that cannot, nor what is no name', async () => {
  const running = await rig.start()
  await look(running)
  const pull = (baseUrl: string, name: string) => running.admin.pullLocalModel({ baseUrl, model: name })
  await expect(pull('http://127.0.0.1:1', model)).rejects.toMatchObject({ code: 'local_server_unknown' })
  for (const name of ['', '-x', 'a b', 'http://evil.example/x', 'a\n', 'x'.repeat(300)])
    await expect(pull(rig.server.url, name)).rejects.toMatchObject({ code: 'input_invalid' })
  const other = await startFakeLocalServer('vllm')
  await running.admin.addProvider({ id: 'v', kind: 'vllm', baseUrl: `${other.url}/v1` })
  await look(running)
  await expect(pull(`${other.url}/v1`, model)).rejects.toMatchObject({ code: 'local_pull_refused' })
  await other.close()
  expect(pulls()).toEqual([])
})
