// A gateway with its cache on, and what the tests of the cache ask it.
import { expect } from 'vitest'
import { chatBody, type GatewayRig, type GatewayRigOptions, openGatewayRig, paths } from './gateway-rig.ts'

type Format = keyof typeof paths

export interface CacheRig extends GatewayRig {
  /** The wall clock, which the test sets. */
  readonly time: { nowMs: number }
  /** Asks and waits until the answer is stored. */
  askAndStore(asked?: object, format?: Format, init?: RequestInit): Promise<Told>
  /** Waits until the question is found in other words too. */
  askAndEmbed(asked?: object, format?: Format, init?: RequestInit): Promise<Told>
  /** Asks what must be answered without a provider. */
  expectHit(asked?: object, format?: Format, init?: RequestInit): Promise<Told>
  /** Asks what a provider must be asked for. */
  expectMiss(asked?: object, init?: RequestInit, format?: Format): Promise<Response>
  /** Everything that was asked before is stored by then, if it is stored at all. */
  untilStored(): Promise<void>
}

export interface Told {
  readonly answer: Response
  readonly text: string
}

export const cacheWord = (answer: Response) => answer.headers.get('x-gatehouse-cache')

export async function openCacheRig({ overrides, ...options }: GatewayRigOptions = {}): Promise<CacheRig> {
  const time = { nowMs: Date.parse('2026-11-28T10:00:00Z') }
  const rig = await openGatewayRig({
    overrides: { cacheMode: 'exact', ...overrides },
    now: () => time.nowMs,
    ...options,
    // However busy the machine of the tests is, the model is asked.
    deps: { activeMs: () => 0, ...options.deps },
  })
  const body = chatBody('openai-chat')
  let stored = 0

  async function ask(asked: object, format: Format, init?: RequestInit): Promise<Told> {
    const answer = await rig.post(paths[format], asked, init)
    const text = await answer.text()
    expect(answer.status, text).toBe(200)
    return { answer, text }
  }

  const askAndStore: CacheRig['askAndStore'] = async (asked = body, format = 'openai-chat', init) => {
    const { admin } = rig.gateway
    const before = (await admin.listCacheEntries({})).length
    const told = await ask(asked, format, init)
    await expect.poll(async () => (await admin.listCacheEntries({})).length).toBe(before + 1)
    return told
  }

  return Object.assign(rig, {
    time,
    askAndStore,
    async askAndEmbed(asked: object = body, format: Format = 'openai-chat', init?: RequestInit) {
      const told = await askAndStore(asked, format, init)
      const newest = async () => (await rig.gateway.admin.listCacheEntries({ limit: 1 }))[0]
      await expect.poll(newest).toMatchObject({ isEmbedded: true })
      return told
    },
    async expectHit(asked: object = body, format: Format = 'openai-chat', init?: RequestInit) {
      const calls = rig.calls().length
      const told = await ask(asked, format, init)
      expect(cacheWord(told.answer)).toMatch(/^exact; age=\d+$/)
      expect(rig.calls().length).toBe(calls)
      return told
    },
    async expectMiss(asked: object = body, init?: RequestInit, format: Format = 'openai-chat') {
      const calls = rig.calls().length
      const { answer, text } = await ask(asked, format, init)
      expect(rig.calls().length, text).toBe(calls + 1)
      expect(cacheWord(answer)).toBe('miss')
      return answer
    },
    async untilStored() {
      const content = `What is stored as number ${++stored}?`
      await ask(chatBody('openai-chat', { messages: [{ role: 'user', content }] }), 'openai-chat')
      const questions = async () => (await rig.gateway.admin.listCacheEntries({})).map(each => each.question)
      await expect.poll(questions).toContain(content)
    },
  })
}
