// What a person does with the cache, through the admin object.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { AdminApi } from '../../../gateway/contract/admin.ts'
import { forkEmbeddingProcess } from '../../../gateway/embeddings/fork-embedding-process.ts'
import { embeddingFiles } from '../../support/embedding-files.ts'
import { temporaryHome } from '../../support/temporary-home.ts'
import { startTestGateway, type TestGateway } from '../../support/test-gateway.ts'

let gateway: TestGateway
let admin: AdminApi
let made = 0

beforeAll(async () => {
  gateway = await startTestGateway()
  admin = gateway.admin
})
afterAll(() => gateway[Symbol.asyncDispose]())

function newHome(): string {
  const homeDir = temporaryHome()
  onTestFinished(() => rmSync(homeDir, { recursive: true, force: true }))
  return homeDir
}

const newClient = async () => (await admin.createClient({ name: `tool-${++made}` })).client

describe('the settings', () => {
  test('are off, a day, 256 MiB, one in a hundred, and temperatures up to 1', async () => {
    const settings = await admin.listSettings({})
    expect(
      settings.filter(({ key }) => key.startsWith('cache')).map(({ key, value }) => [key, value]),
    ).toEqual([
      ['cacheMode', 'off'],
      ['cacheTtlHours', 24],
      ['cacheCapMb', 256],
      ['cacheFalseHitRate', 0.01],
      ['cacheMaxTemperature', 1],
    ])
    expect(settings.find(({ key }) => key === 'cacheMode')?.options).toEqual([
      'off',
      'measure',
      'exact',
      'semantic',
    ])
  })

  test.each<[string, string | number]>([
    ['cacheMode', 'always'],
    ['cacheTtlHours', 0],
    ['cacheTtlHours', 1.5],
    ['cacheCapMb', 0],
    ['cacheFalseHitRate', 0],
    ['cacheFalseHitRate', 0.51],
    ['cacheMaxTemperature', -1],
    ['cacheMaxTemperature', 2.1],
  ])('%s is never %s', async (key, value) => {
    const before = await admin.listSettings({})
    await expect(admin.changeSetting({ key, value })).rejects.toMatchObject({ code: 'input_invalid' })
    expect(await admin.listSettings({})).toEqual(before)
  })
})

describe('a token', () => {
  test('does as the settings say at first, shares with nobody, and without tools', async () => {
    expect((await newClient()).cache).toEqual({ mode: null, scope: 'client', allowsTools: false })
  })

  test('has values of its own, which stay where it is assigned and after a restart', async () => {
    const homeDir = newHome()
    const first = await startTestGateway({ homeDir })
    const [{ id = '' } = {}] = await first.admin.listClients({})
    const cache = { mode: 'semantic', scope: 'team', allowsTools: true } as const
    expect(await first.admin.setClientCache({ id, ...cache })).toMatchObject({ id, cache })
    await first.admin.assignClient({ id, personId: null, teamId: 'lab' })
    await first.close()
    const second = await startTestGateway({ homeDir })
    const found = (await second.admin.listClients({})).find(each => each.id === id)
    await second.close()
    expect(found).toMatchObject({ teamId: 'lab', cache })
  })

  test('is left to the settings again', async () => {
    const { id } = await newClient()
    const change = { id, scope: 'everybody', allowsTools: false } as const
    await admin.setClientCache({ ...change, mode: 'off' })
    expect((await admin.setClientCache({ ...change, mode: null })).cache).toEqual({
      mode: null,
      scope: 'everybody',
      allowsTools: false,
    })
  })

  test('that is not there is told to be unknown', async () => {
    const change = admin.setClientCache({ id: 'cli_nobody', mode: null, scope: 'client', allowsTools: false })
    await expect(change).rejects.toMatchObject({ code: 'client_unknown' })
  })

  test.each([
    { mode: 'always' },
    { mode: undefined },
    { scope: 'world' },
    { scope: null },
    { allowsTools: 'on' },
    { more: 1 },
  ])('takes no value that is none: %j', async wrong => {
    const { id, cache } = await newClient()
    const change = { id, ...cache, ...wrong } as Parameters<AdminApi['setClientCache']>[0]
    await expect(admin.setClientCache(change)).rejects.toMatchObject({ code: 'input_invalid' })
    expect((await admin.listClients({})).find(each => each.id === id)?.cache).toEqual(cache)
  })
})

const enable = 'How do I enable two-factor login?'
const disable = 'How do I disable two-factor login?'

describe('a test of two questions', { timeout: 60_000 }, () => {
  test('is a hit for one question with hardly another word', async () => {
    const test = await admin.testCache({
      stored: 'How can I undo my last git commit?',
      asked: 'How do I undo my last git commit?',
    })
    expect(test).toMatchObject({ guard: { agrees: true }, verdict: 'hit', rule: null })
    expect(test.cosine).toBeGreaterThan(0.95)
    expect(test.cosine).toBeLessThanOrEqual(1)
  })

  test('is a hit for a question and itself, whose cosine is 1', async () => {
    expect(await admin.testCache({ stored: enable, asked: enable })).toMatchObject({
      cosine: expect.closeTo(1, 5),
      verdict: 'hit',
    })
  })

  test('names the rule that keeps two questions apart, and gives their cosine all the same', async () => {
    const test = await admin.testCache({ stored: enable, asked: disable })
    expect(test).toMatchObject({
      guard: { agrees: false, rule: 'antonym', reason: expect.stringContaining('disable') },
      verdict: 'miss',
      rule: 'antonym',
    })
    expect(test.cosine).toBeGreaterThan(0.8)
  })

  test.each([
    { stored: '', asked: 'a' },
    { stored: 'a' },
    { stored: 'a', asked: 'x'.repeat(16_385) },
    { stored: 'a', asked: 'b', more: 1 },
  ])('takes two questions', async input => {
    await expect(admin.testCache(input as Parameters<AdminApi['testCache']>[0])).rejects.toMatchObject({
      code: 'input_invalid',
    })
  })

  test('says so where the model is missing, and misses', async () => {
    const files = { ...embeddingFiles, modelDir: join(temporaryHome(), 'nowhere') }
    await using without = await startTestGateway({
      deps: { startEmbeddingProcess: forkEmbeddingProcess(files) },
    })
    expect(await without.admin.testCache({ stored: enable, asked: enable })).toMatchObject({
      cosine: null,
      guard: { agrees: true },
      verdict: 'miss',
      rule: 'model',
    })
    const { model } = await without.admin.cacheStatus({ zone: 'UTC' })
    expect(model).toMatchObject({ state: 'missing', reason: expect.stringMatching(/./) })
  })
})

describe('the state', () => {
  afterEach(() => admin.changeSetting({ key: 'cacheMode', value: 'off' }))

  test('tells the mode, the cap, and each of the days that are asked for', async () => {
    await admin.changeSetting({ key: 'cacheMode', value: 'measure' })
    const status = await admin.cacheStatus({ zone: 'UTC', days: 3 })
    const today = new Date().toISOString().slice(0, 10)
    expect(status).toMatchObject({ mode: 'measure', store: { entries: 0, capBytes: 268_435_456 } })
    expect(status.days.map(({ day }) => day).at(-1)).toBe(today)
    expect(status.days).toHaveLength(3)
    expect((await admin.cacheStatus({ zone: 'UTC' })).days).toHaveLength(7)
  })

  test.each([{ zone: 'Nowhere/At-all' }, { zone: 'UTC', days: 0 }, { zone: 'UTC', days: 31 }, {}])(
    'is not told for %j',
    async input => {
      await expect(admin.cacheStatus(input as Parameters<AdminApi['cacheStatus']>[0])).rejects.toMatchObject({
        code: 'input_invalid',
      })
    },
  )
})

describe('an empty cache', () => {
  test('has no answers and no hits, and nothing to remove', async () => {
    expect(await admin.listCacheEntries({})).toEqual([])
    expect(await admin.listCacheHits({ limit: 5, before: 1 })).toEqual([])
    expect(await admin.purgeCache({ what: 'all' })).toEqual({ removed: 0 })
    expect(await admin.purgeCache({ what: 'model', model: 'gpt-5' })).toEqual({ removed: 0 })
  })

  test('has no hit that could have been wrong', async () => {
    const judging = admin.judgeCacheHit({ hitId: 'hit_1', judgement: 'wrong' })
    await expect(judging).rejects.toMatchObject({ code: 'cache_hit_unknown' })
  })

  test.each([
    {},
    { what: 'some' },
    { what: 'client' },
    { what: 'all', model: 'm' },
    { what: 'entry', entryId: '' },
  ])('is not purged of %j', async input => {
    await expect(admin.purgeCache(input as Parameters<AdminApi['purgeCache']>[0])).rejects.toMatchObject({
      code: 'input_invalid',
    })
  })
})
