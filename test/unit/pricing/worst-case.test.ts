import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toDecimalUsd } from '../../../gateway/contract/units.ts'
import { openReserveRig, type ReserveRig } from '../../support/reserve-rig.ts'

let rig: ReserveRig
beforeAll(() => {
  rig = openReserveRig()
})
afterAll(() => rig.close())

const hi = { messages: [{ role: 'user', content: 'Hi' }] }

async function chat(body: object, kind = 'openai') {
  const { request } = await rig.priced({ format: 'openai-chat', kind, body: { ...hi, ...body } })
  return { usual: request.usual, worst: request.worst() }
}

async function message(body: object, headers: Record<string, string> = {}) {
  const asked = { format: 'anthropic-messages', kind: 'anthropic', headers } as const
  const { request } = await rig.priced({ ...asked, body: { ...hi, max_tokens: 1000, ...body } })
  return { usual: request.usual, worst: request.worst() }
}

/** Dollars per million tokens of the input, where the output is priced as said. */
function inputRate(
  ask: { inputTokens: number; outputTokens: number; amount?: bigint | undefined },
  outputRate: number,
) {
  return (Number(ask.amount) / 1000 - ask.outputTokens * outputRate) / ask.inputTokens
}

const longText = (tokens: number) => [{ role: 'user', content: ' word'.repeat(tokens) }]

describe('the dearest that a request can become', () => {
  test('is, of a plain one whose tokenizer is known, exactly its tokens and its own bound', async () => {
    const { worst } = await chat({ model: 'gpt-4o', max_completion_tokens: 50, service_tier: 'default' })
    expect(worst).toMatchObject({ inputTokens: 8, outputTokens: 50, unbounded: undefined })
    expect(toDecimalUsd(worst.amount ?? 0n)).toBe('0.00052') // 8 at 2.50 and 50 at 10
  })

  // https://platform.openai.com/docs/pricing?latest-pricing=priority: 2.50 and 20.00 for gpt-5
  test('is priority where that is asked for, and where a project may stand on it', async () => {
    const model = { model: 'gpt-5', max_completion_tokens: 100 }
    const at = async (tier: string | undefined) => (await chat({ ...model, service_tier: tier })).worst
    const priority = 8 * 2500 + 100 * 20_000
    expect(Number((await at('priority')).amount)).toBe(priority)
    expect(await at(undefined)).toMatchObject({
      amount: BigInt(priority),
      terms: { serviceTier: 'priority' },
    })
    expect(Number((await at('auto')).amount)).toBe(priority)
    expect(Number((await at('default')).amount)).toBe(priority / 2)
    expect(Number((await at('flex')).amount)).toBe(priority / 2) // the standard one may answer
  })

  test('is a write to the cache at its own time, https://platform.claude.com/docs/en/build-with-claude/prompt-caching', async () => {
    const model = 'claude-sonnet-4-5'
    const rate = async (cache_control?: object) =>
      inputRate((await message({ model, cache_control, inference_geo: 'global' })).worst, 15)
    expect(await rate()).toBeCloseTo(3, 6)
    expect(await rate({ type: 'ephemeral' })).toBeCloseTo(3.75, 6)
    expect(await rate({ type: 'ephemeral', ttl: '1h' })).toBeCloseTo(6, 6)
  })

  // https://platform.claude.com/docs/en/build-with-claude/fast-mode: six times for Opus 4.6, twice for 4.8, caches too
  test('is fast where that is asked for, times the place that the workspace may set', async () => {
    const worst = async (extra: object) => (await message({ model: 'claude-opus-4-6', ...extra })).worst
    const global = await worst({ inference_geo: 'global' })
    const standard = Number(global.amount)
    expect(Number((await worst({})).amount)).toBe((standard * 11) / 10)
    expect(Number((await worst({ inference_geo: 'us' })).amount)).toBe((standard * 11) / 10)
    expect(Number((await worst({ inference_geo: 'global', speed: 'fast' })).amount)).toBe(standard * 6)
  })

  test('is predicted text that is all rejected, beside the whole bound', async () => {
    const prediction = { type: 'content', content: 'one two three' }
    const { usual, worst } = await chat({
      model: 'gpt-4o',
      max_tokens: 50,
      prediction,
      service_tier: 'default',
    })
    expect(worst.outputTokens).toBe(53)
    expect(usual.outputTokens).toBe(53)
  })

  // https://platform.openai.com/docs/pricing: gpt-audio, text 2.50 and 10, sound 32 and 64
  test('is sound for every token that may be sound', async () => {
    const { usual, worst } = await chat({
      model: 'gpt-audio',
      max_completion_tokens: 100,
      modalities: ['text', 'audio'],
      audio: { voice: 'alloy', format: 'wav' },
    })
    expect(Number(worst.amount)).toBe(worst.inputTokens * 2500 + 100 * 64_000)
    expect(Number(usual.amount)).toBe(usual.inputTokens * 2500 + usual.outputTokens * 64_000)
    const data = Buffer.alloc(4000).toString('base64')
    const content = [{ type: 'input_audio', input_audio: { data, format: 'mp3' } }]
    const heard = (
      await chat({ model: 'gpt-audio', max_completion_tokens: 1, messages: [{ role: 'user', content }] })
    ).worst
    expect(inputRate(heard, 10)).toBeCloseTo(32, 6)
    expect(heard.inputTokens).toBeGreaterThanOrEqual(40) // a second at 32 kbit/s, four at the least there is
  })

  // https://platform.claude.com/docs/en/about-claude/pricing#long-context-pricing: 6 above 200,000 with the header
  test('is the price of long input wherever the most that it may be reaches it', async () => {
    const body = { model: 'claude-sonnet-4-5', inference_geo: 'global', messages: longText(90_000) }
    const beta = { 'anthropic-beta': 'context-1m-2025-08-07' }
    const { usual, worst } = await message(body, beta)
    expect(usual.inputTokens).toBeLessThan(200_000)
    expect(worst.inputTokens).toBeGreaterThan(200_000)
    expect(inputRate(worst, 22.5)).toBeCloseTo(6, 6)
    expect((await message(body)).worst.inputTokens).toBe(200_000) // more is refused there
  })

  // https://platform.claude.com/docs/en/agents-and-tools/tool-use/web-search-tool#usage-and-pricing
  test('is each search at its fee, and a whole window read after each', async () => {
    const tools = [{ type: 'web_search_20250305', name: 'web_search', max_uses: 3 }]
    const { usual, worst } = await message({
      model: 'claude-haiku-4-5-20251001',
      inference_geo: 'global',
      tools,
    })
    expect(worst).toMatchObject({ inputTokens: 4 * 200_000, outputTokens: 4 * 1000 })
    expect(toDecimalUsd(worst.amount ?? 0n)).toBe('0.85') // 0.80 for input, 0.02 for output, 0.03 for searches
    expect(usual.amount).toBeGreaterThan(30_000_000n)
  })

  test('is what fetches may bring in, after each of them', async () => {
    const tools = [{ type: 'web_fetch_20250910', name: 'f', max_uses: 2, max_content_tokens: 1000 }]
    const plain = (await message({ model: 'claude-haiku-4-5-20251001' })).worst
    const { worst } = await message({ model: 'claude-haiku-4-5-20251001', tools })
    expect(worst.outputTokens).toBe(3 * 1000)
    expect(worst.inputTokens).toBeGreaterThanOrEqual(3 * (plain.inputTokens + 2500 + 2000))
    expect(worst.unbounded).toBeUndefined()
  })

  // https://platform.claude.com/docs/en/build-with-claude/compaction: a pass of its own before each
  test('is a summary before it, of everything and as long as the model writes', async () => {
    const context_management = { edits: [{ type: 'compact_20260112' }] }
    const model = 'claude-opus-4-6'
    const plain = (await message({ model })).worst
    const { worst } = await message({ model, context_management })
    expect(worst.inputTokens).toBe(2 * plain.inputTokens)
    expect(worst.outputTokens).toBe(plain.outputTokens + 128_000)
  })

  test('is as many tokens as bytes where a text is not ASCII, however it is written', async () => {
    const at = async (content: string) =>
      (await message({ model: 'claude-sonnet-4-5', messages: [{ role: 'user', content }] })).worst.inputTokens
    const thai = 'ภาษาไทย'.repeat(40)
    expect(await at(thai)).toBeGreaterThanOrEqual(Buffer.byteLength(thai))
    expect(await at('plain words '.repeat(70))).toBeLessThan(840)
  })

  test('is twice the prior for a tokenizer that is not known, or what was learned and four deviations', async () => {
    const body = { model: 'claude-opus-4-1', messages: longText(1000) }
    const before = await message(body)
    expect(before.worst.inputTokens / before.usual.inputTokens).toBeCloseTo(2, 1)
    const lesson = { clientId: 'cli_a' as never, providerId: 'p', tools: false, reasoning: false, choices: 1 }
    for (const ratio of [1, 3, 1, 3, 1, 3, 1, 3])
      rig.estimates.learn({
        ...lesson,
        model: body.model,
        maxOutputTokens: undefined,
        outputTokens: 1,
        input: { countedTokens: 1000, textTokens: 1000, reportedTokens: 1000 * ratio },
        pace: { outputTokens: 1, reasoningTokens: 0, durationMs: 1 },
      })
    const after = await message(body)
    expect(after.worst.inputTokens).toBeGreaterThan(4 * 1004)
  })

  test('is what the model may think, beside a bound that does not say that it includes that', async () => {
    const body = { model: 'deepseek-r1', max_tokens: 100, ...hi }
    expect((await chat(body, 'openai-compatible')).worst.outputTokens).toBe(128_100)
    expect((await chat({ ...body, model: 'plain-chat' }, 'openai-compatible')).worst.outputTokens).toBe(100)
    expect(
      (await chat({ ...body, max_tokens: undefined, max_completion_tokens: 100 }, 'openai-compatible')).worst
        .outputTokens,
    ).toBe(100)
    expect((await chat({ ...body, model: 'gpt-4o' })).worst.outputTokens).toBe(100)
  })

  test('stays an amount that the journal takes, whatever is asked for', async () => {
    const tools = Array.from({ length: 500 }, (_, index) => ({
      ...{ type: 'web_fetch_20250910', name: `f${index}`, max_uses: 1000, max_content_tokens: 10_000_000 },
    }))
    const { worst } = await message({ model: 'claude-opus-4-6', max_tokens: 1e9, tools })
    expect(worst.amount).toBe(10n ** 17n)
  })
})
