// The same question in other words, with the real model in its process.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type CacheRig, cacheWord, openCacheRig } from '../../support/cache-rig.ts'
import { runCommand } from '../../support/command-line.ts'
import { chatBody, paths } from '../../support/gateway-rig.ts'

// A busy machine has no time for the model, which is then left alone for up to half a minute.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let rig: CacheRig

const path = paths['openai-chat']
const stored = 'How do I delete a file in Linux?'
const paraphrase = 'Please tell me how to delete a file in Linux.'

const asking = (content: string, extra: object = {}) =>
  chatBody('openai-chat', { messages: [{ role: 'user', content }], ...extra })

beforeAll(async () => {
  rig = await openCacheRig({ overrides: { cacheMode: 'semantic' } })
})

beforeEach(() => untilReady(rig))

afterAll(() => rig[Symbol.asyncDispose]())

/** Until the model is loaded and what was judged is read: before that, everything is a miss. */
async function untilReady({ gateway: { admin } }: CacheRig): Promise<void> {
  const twice = { stored, asked: stored }
  const ready = async () => {
    const { verdict } = await admin.testCache(twice)
    return verdict === 'hit' && (await admin.cacheStatus({ zone: 'UTC' })).thresholds.length > 0
  }
  await expect.poll(ready, { timeout: 60_000 }).toBe(true)
}

/**
 * What comes of a question when the answer to another one is stored. Repeated where the model had no time for it, which a busy
 * machine does to it.
 */
async function askAfter(question: string, asked: string, extra: object = {}, extraLater = extra) {
  for (;;) {
    await rig.gateway.admin.purgeCache({ what: 'all' })
    const first = await rig.askAndEmbed(asking(question, extra))
    const calls = rig.calls().length
    const answer = await rig.post(path, asking(asked, extraLater))
    const text = await answer.text()
    const row = await rig.rowOf(answer)
    const isAsked = rig.calls().length > calls
    if (isAsked) await rig.untilStored()
    if (!row.cache?.reason.endsWith('in time.')) return { first, answer, text, row, isAsked }
    await untilReady(rig)
  }
}

describe('a question in other words', () => {
  test('gets the stored answer, and says how similar it is and how old', async () => {
    const { answer, first, isAsked, row, text } = await askAfter(stored, paraphrase)
    expect(cacheWord(answer)).toMatch(/^semantic; age=0; similarity=0\.9\d$/)
    expect(isAsked).toBe(false)
    expect(text).toBe(first.text)
    expect(row).toMatchObject({
      costNanoUsd: '0',
      attempts: [],
      cache: { outcome: 'semantic', guard: { agrees: true } },
    })
    expect(row.cache?.similarity).toBeGreaterThan(0.95)
  })

  describe('and a person who judges it', () => {
    /** A hit, as the list of hits has it, of a gateway whose figures are those of before. */
    async function newHit() {
      const { row } = await askAfter(stored, paraphrase)
      const { admin } = rig.gateway
      const find = async () => (await admin.listCacheHits({})).find(hit => hit.requestId === row.requestId)
      await expect.poll(find).toMatchObject({
        storedQuestion: stored,
        askedQuestion: paraphrase,
        served: true,
        kind: 'semantic',
        judgement: null,
      })
      return (await find())?.id ?? ''
    }
    /** What is known of all questions at the lowest threshold, where nothing judged is left out. */
    async function figures() {
      const { thresholds } = await rig.gateway.admin.cacheStatus({ zone: 'UTC' })
      const { judged = 0, curve = [], inForce } = thresholds.find(({ group }) => group === 'all') ?? {}
      return { inForce, judged, hits: curve[0]?.hits ?? 0, falseHits: curve[0]?.falseHits ?? 0 }
    }
    const gatehouse = (command: string) => runCommand(rig.gateway.homeDir, command)
    const judgementOf = async (id: string) =>
      (await rig.gateway.admin.listCacheHits({})).find(hit => hit.id === id)?.judgement
    /** What comes of the other question once the first one's answer is stored anew, and the hits are remembered. */
    async function askAgain() {
      const { admin } = rig.gateway
      for (;;) {
        await rig.untilStored()
        // One that is stored once more, with its vector, has another id then.
        for (
          let left = await admin.listCacheEntries({});
          left.length > 0;
          left = await admin.listCacheEntries({})
        )
          for (const { id } of left) await admin.purgeCache({ what: 'entry', entryId: id })
        await rig.askAndEmbed(asking(stored))
        const answer = await rig.post(path, asking(paraphrase))
        await answer.text()
        const { cache } = await rig.rowOf(answer)
        if (!cache?.reason.endsWith('in time.')) return cache
        await untilReady(rig)
      }
    }

    test('as right: it counts as one hit that was no false one', async () => {
      const id = await newHit()
      const before = await figures()
      expect(await gatehouse(`cache right ${id}`)).toMatchObject({
        code: 0,
        stdout: 'The hit counts as right.',
      })
      await expect.poll(figures).toEqual({ ...before, judged: before.judged + 1, hits: before.hits + 1 })
      expect(await judgementOf(id)).toBe('same')
    })

    test('as wrong: it is removed, remembered and counted double, until the person takes it back', async () => {
      const id = await newHit()
      const before = await figures()
      expect(await gatehouse(`cache wrong ${id}`)).toMatchObject({ code: 0 })
      await expect.poll(figures).toMatchObject({
        judged: before.judged + 1,
        hits: before.hits + 2,
        falseHits: before.falseHits + 2,
      })
      expect(await judgementOf(id)).toBe('wrong')
      const { admin } = rig.gateway
      expect(await admin.listCacheEntries({})).toEqual([])
      // With few that were judged, the threshold would rise and keep them apart by itself.
      await admin.changeSetting({ key: 'cacheFalseHitRate', value: 0.5 })
      await expect.poll(async () => (await figures()).inForce).toBe(0.95)
      expect(await askAgain()).toMatchObject({
        outcome: 'miss',
        reason: 'No stored question is at least 0.95 similar.',
      })
      expect((await gatehouse(`cache right ${id}`)).code).toBe(0)
      expect(await askAgain()).toMatchObject({ outcome: 'semantic' })
      await admin.changeSetting({ key: 'cacheFalseHitRate', value: 0.01 })
    })
  })

  test('gets it as a stream although it was stored whole', async () => {
    const { answer, isAsked, text } = await askAfter(stored, paraphrase, {}, { stream: true })
    expect(cacheWord(answer)).toMatch(/^semantic/)
    expect(isAsked).toBe(false)
    expect(text).toContain('data: [DONE]')
  })
})

describe('another question in nearly the same words', () => {
  test.each([
    ['How do I enable logging in nginx?', 'How do I disable logging in nginx?'],
    ['What is 23 percent of 1200?', 'What is 24 percent of 1200?'],
    ['What are flights from New York to Florida?', 'What are flights from Florida to New York?'],
    ['How much does Anna owe Bob?', 'How much does Bob owe Anna?'],
  ])('%s / %s: never gets the answer', async (one, other) => {
    const { answer, isAsked, row } = await askAfter(one, other)
    expect(cacheWord(answer)).toBe('miss')
    expect(isAsked).toBe(true)
    expect(row.cache?.outcome).toBe('miss')
  })

  test('the row names the rule, and holds no word of either question', async () => {
    const { row } = await askAfter('How much does Anna owe Bob?', 'How much does Bob owe Anna?')
    expect(row.cache?.guard).toMatchObject({ agrees: false, rule: 'roles' })
    expect(JSON.stringify(row.cache)).not.toMatch(/Anna|Bob|owe/)
  })
})

test.each([
  [
    'another system prompt',
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: paraphrase },
      ],
    },
  ],
  ['another temperature', { temperature: 0.5 }],
  ['another format of the answer', { response_format: { type: 'json_object' } }],
])('with %s, it is another request', async (_, other) => {
  const { answer, isAsked } = await askAfter(stored, paraphrase, {}, other)
  expect(cacheWord(answer)).toBe('miss')
  expect(isAsked).toBe(true)
})

test('a request may say that only the same request counts', async () => {
  await rig.gateway.admin.purgeCache({ what: 'all' })
  await rig.askAndEmbed(asking(stored))
  const answer = await rig.post(path, asking(paraphrase), { headers: { 'x-gatehouse-cache': 'exact' } })
  expect(cacheWord(answer)).toBe('miss')
})
