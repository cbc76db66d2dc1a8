// Servers of one's own: found, told from others, and watched without waking a model.
import { describe, expect, test } from 'vitest'
import { startFakeLocalServer } from '../support/fake-local-server.ts'
import { adopted, ask, chat, chatAnswer, localRigOfEachTest, look } from '../support/local-rig.ts'

const rig = localRigOfEachTest()

test('a server is found by itself, and its models can be asked at once, for nothing', async () => {
  rig.server.answers['/api/chat'] = chatAnswer
  const running = await rig.start()
  expect(await adopted(running)).toMatchObject([
    { id: 'ollama', kind: 'ollama', baseUrl: rig.server.url, isFound: true, key: 'none' },
  ])
  const reply = await ask(running, chat)
  expect([reply.status, reply.headers.get('x-gatehouse-route')]).toEqual([200, 'ollama/llama3.1:latest'])
  const row = await running.row(reply.headers.get('x-gatehouse-request-id') ?? '')
  expect(row).toMatchObject({ outcome: 'completed', costNanoUsd: '0' })
})

test('its models are listed with size, context and capabilities', async () => {
  const running = await rig.start()
  expect(await look(running)).toMatchObject([
    {
      kind: 'ollama',
      name: 'Ollama',
      baseUrl: rig.server.url,
      isRunning: true,
      problem: null,
      version: '0.12.6',
      canPull: true,
      models: [
        {
          name: 'llama3.1:latest',
          sizeBytes: 4_920_753_328,
          parameterSize: '8.0B',
          quantization: 'Q4_K_M',
          contextTokens: 131_072,
          loadedContextTokens: 8192,
          capabilities: ['completion', 'tools'],
          isLoaded: true,
          isRemote: false,
        },
        {
          name: 'nomic-embed-text:latest',
          contextTokens: 2048,
          capabilities: ['embedding'],
          isLoaded: false,
        },
        { name: 'gpt-oss:120b-cloud', capabilities: null, isRemote: true },
        { name: 'glm-4.6:cloud', isRemote: true },
        { name: 'mine:latest', isRemote: true },
      ],
    },
  ])
})

test('no model is woken: it is asked for its version, tags, what is loaded, and once for each model', async () => {
  rig.server.answers['/api/show'] = {}
  const running = await rig.start()
  await adopted(running)
  for (let times = 0; times < 3; times++) await look(running)
  expect(new Set(rig.server.asked.map(each => each.split(' {')[0]))).toEqual(
    new Set(['GET /api/version', 'GET /api/tags', 'GET /api/ps', 'POST /api/show']),
  )
  const shows = () => rig.server.asked.filter(each => each.startsWith('POST /api/show'))
  expect(shows().length).toBe(5)

  const tags = rig.server.answers['/api/tags'] as { readonly models: readonly object[] }
  rig.server.answers['/api/tags'] = {
    models: tags.models.map((each, place) => (place === 0 ? { ...each, digest: 'new' } : each)),
  }
  await look(running)
  expect(shows().slice(5)).toEqual(['POST /api/show {"model":"llama3.1:latest"}'])
})

test('the list of models follows what is installed', async () => {
  const running = await rig.start()
  await adopted(running)
  const tags = rig.server.answers['/api/tags'] as { readonly models: readonly object[] }
  rig.server.answers['/api/tags'] = { models: [...tags.models, { name: 'qwen3:8b', digest: 'sha256:q' }] }
  await look(running)
  await expect
    .poll(async () => (await running.admin.listProviders({}))[0]?.models.map(({ id }) => id))
    .toContain('qwen3:8b')
})

test('what a model said is given no more once another one was pulled by its name', async () => {
  rig.server.answers['/api/chat'] = chatAnswer
  const running = await rig.start({ overrides: { cacheMode: 'exact' } })
  await adopted(running)
  const cacheSays = async () => {
    const reply = await ask(running, chat)
    await reply.text()
    return reply.headers.get('x-gatehouse-cache')
  }
  expect(await cacheSays()).toBe('miss')
  await expect.poll(cacheSays).toMatch(/^exact/)
  const tags = rig.server.answers['/api/tags'] as { readonly models: readonly object[] }
  rig.server.answers['/api/tags'] = { models: [...tags.models, { name: 'qwen3:8b', digest: 'sha256:q' }] }
  const models = async () => (await running.admin.listProviders({}))[0]?.models.map(({ id }) => id)
  await look(running)
  await expect.poll(models).toContain('qwen3:8b')
  expect(await cacheSays()).toMatch(/^exact/)
  rig.server.answers['/api/tags'] = { models: tags.models.map(each => ({ ...each, digest: 'new' })) }
  await look(running)
  await expect.poll(models).not.toContain('qwen3:8b')
  expect(await cacheSays()).toBe('miss')
})

describe('a program that is something else', () => {
  test.each(['another program with a version', 'vllm', 'lm-studio', 'llama-cpp'])(
    'and answers like %s is asked one question without a key, and never again anything else',
    async answering => {
      await rig.server.close()
      rig.server = await startFakeLocalServer(answering)
      const running = await rig.start()
      for (let times = 0; times < 2; times++) expect(await look(running)).toEqual([])
      expect(new Set(rig.server.asked)).toEqual(new Set(['GET /api/version']))
      expect(await running.admin.listProviders({})).toMatchObject([{ sandbox: true }])
      await expect(running.admin.addLocalServer({ baseUrl: rig.server.url })).rejects.toMatchObject({
        code: 'local_server_unknown',
      })
    },
  )

  test('or answers no HTTP, or nothing, or without an end, is left alone', async () => {
    rig.server.answers['/api/version'] = (response: {
      readonly socket: { end(text: string): void } | null
    }) => response.socket?.end('SSH-2.0-OpenSSH\r\n')
    const running = await rig.start()
    expect(await look(running)).toEqual([])
    rig.server.answers['/api/version'] = (response: { write(text: string): boolean; destroyed: boolean }) => {
      for (let times = 0; times < 64; times++) response.write('x'.repeat(64 * 1024))
    }
    expect(await look(running)).toEqual([])
  })
})

test('a server that never answers, or not about its models, keeps nobody waiting for ever', async () => {
  const never = () => {}
  rig.server.answers['/api/show llama3.1:latest'] = never
  const running = await rig.start()
  expect((await look(running))[0]?.models).toMatchObject([
    { name: 'llama3.1:latest', capabilities: null },
    { name: 'nomic-embed-text:latest', capabilities: ['embedding'] },
    {},
    {},
    {},
  ])
  rig.server.answers['/api/version'] = never
  expect(await look(running)).toMatchObject([{ isRunning: false, problem: 'it does not answer', models: [] }])
}, 30_000)

test.each(['lm-studio', 'llama-cpp', 'vllm'])('%s is found too', async kind => {
  await rig.server.close()
  rig.server = await startFakeLocalServer(kind)
  const running = await rig.start({ kind })
  expect(await look(running)).toMatchObject([{ kind, isRunning: true, canPull: false }])
  expect(rig.server.asked.every(each => each.startsWith('GET '))).toBe(true)
  await expect.poll(async () => (await running.admin.listProviders({})).map(({ id }) => id)).toContain(kind)
})

test('the gateway’s own port is not asked', async () => {
  const { port } = rig.server
  await rig.server.close()
  const running = await rig.start({ overrides: { port } })
  expect(await look(running)).toEqual([])
  const asked = await running.admin.listRequests({ offset: 0, limit: 10 })
  expect([asked.total, (await running.admin.readStatus({})).unauthenticated]).toEqual([0, []])
})
