// `measure`: answers are always fresh, and what would have been given is recorded and compared.
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type CacheRig, cacheWord, openCacheRig } from '../../support/cache-rig.ts'
import { chatBody, paths } from '../../support/gateway-rig.ts'

// A busy machine has no time for the model, which is then left alone for up to half a minute.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let rig: CacheRig

const path = paths['openai-chat']
const stored = 'How do I delete a file in Linux?'
const paraphrase = 'Please tell me how to delete a file in Linux.'
const asking = (content: string) => chatBody('openai-chat', { messages: [{ role: 'user', content }] })

beforeAll(async () => {
  rig = await openCacheRig({ overrides: { cacheMode: 'measure' } })
})

afterAll(() => rig[Symbol.asyncDispose]())

beforeEach(async () => {
  const { admin } = rig.gateway
  const ready = async () => {
    const { verdict } = await admin.testCache({ stored, asked: stored })
    return verdict === 'hit' && (await admin.cacheStatus({ zone: 'UTC' })).thresholds.length > 0
  }
  await expect.poll(ready, { timeout: 60_000 }).toBe(true)
  await admin.purgeCache({ what: 'all' })
})

/** Asks, and gives the row in the log. Every answer is fresh. */
async function ask(content: string) {
  const calls = rig.calls().length
  const answer = await rig.post(path, asking(content))
  await answer.text()
  expect(cacheWord(answer)).toBe('miss')
  expect(rig.calls().length).toBe(calls + 1)
  return await rig.rowOf(answer)
}

test('the same request is asked anew, and its row says that it would have been answered', async () => {
  await rig.askAndEmbed(asking(stored))
  expect((await ask(stored)).cache).toMatchObject({ outcome: 'miss', wouldBe: 'exact' })
  await rig.untilStored()
})

test('a question in other words is asked anew, and both answers are compared', async () => {
  await rig.askAndEmbed(asking(stored))
  // A busy machine has no time for the model in 50 ms.
  let row = await ask(paraphrase)
  while (row.cache?.reason.endsWith('in time.')) row = await ask(paraphrase)
  expect(row.cache?.outcome).toBe('miss')
  expect(['semantic', 'exact']).toContain(row.cache?.wouldBe)
  const { requestId } = row
  const newest = async () =>
    (await rig.gateway.admin.listCacheHits({})).find(hit => hit.requestId === requestId)
  await expect.poll(newest).toMatchObject({ askedQuestion: paraphrase, served: false })
  await rig.untilStored()
})

test('what was judged is counted for the threshold', async () => {
  await rig.askAndEmbed(asking(stored))
  const judged = async () => (await rig.gateway.admin.listCacheHits({})).filter(({ judgement }) => judgement)
  let tries = 0
  const asked = async () => {
    await ask(`${paraphrase}${'!'.repeat(tries++)}`)
    return (await judged()).length
  }
  await expect.poll(asked, { timeout: 100_000, interval: 1000 }).toBeGreaterThan(0)
  expect(['same', 'different', 'undecided']).toContain((await judged())[0]?.judgement)
})
