// Requests of every kind that affects a price, and a provider that bills as much as each request allows. It has its own
// arithmetic, in nano-dollars per token from the providers' pages (1000 is a dollar per million), so that it cannot repeat a
// fault of the gateway's.
import fc from 'fast-check'
import type { ReportedUsage } from '../../gateway/chat/reported-usage.ts'
import { noTokens, type TokenCounts } from '../../gateway/contract/chat.ts'
import { noUses, type PriceTerms, standardTerms } from '../../gateway/pricing/bill.ts'
import type { Asked } from './reserve-rig.ts'

/** Gives numbers from 0 to 1, from which a provider takes one for each choice. 1 is the most expensive choice. */
export type Dice = () => number

/** Token counts: the text by the nearest tokenizer, and what the provider says that it adds. */
export interface Counted {
  readonly text: number
  readonly fixed: number
}

export interface Case {
  readonly asked: Asked
  /** True if something in the request has no bound, so that a strict budget must refuse it. */
  readonly isUnbounded: boolean
  /** Gives the usage of a request that was counted like this, and what the provider bills for it in nano-dollars. */
  bill(counted: Counted, dice: Dice): { readonly usage: ReportedUsage; readonly nanoUsd: number }
}

interface ModelRates {
  readonly input: number
  readonly write: number
  readonly writeOneHour: number
  readonly read: number
  readonly output: number
}

interface Claude extends ModelRates {
  readonly fast: number | undefined
  readonly hasPlace: boolean
  readonly windowTokens: number
}

/**
 * The prices are from https://platform.claude.com/docs/en/about-claude/pricing and
 * https://platform.claude.com/docs/en/build-with-claude/fast-mode
 */
const claudes: Readonly<Record<string, Claude>> = {
  'claude-haiku-4-5-20251001': {
    ...{ input: 1000, write: 1250, writeOneHour: 2000, read: 100, output: 5000 },
    ...{ fast: undefined, hasPlace: false, windowTokens: 200_000 },
  },
  'claude-sonnet-4-5': {
    ...{ input: 3000, write: 3750, writeOneHour: 6000, read: 300, output: 15000 },
    ...{ fast: undefined, hasPlace: false, windowTokens: 200_000 },
  },
  'claude-opus-4-6': {
    ...{ input: 5000, write: 6250, writeOneHour: 10000, read: 500, output: 25000 },
    ...{ fast: 6, hasPlace: true, windowTokens: 1_000_000 },
  },
  'claude-opus-4-8': {
    ...{ input: 5000, write: 6250, writeOneHour: 10000, read: 500, output: 25000 },
    ...{ fast: 2, hasPlace: true, windowTokens: 1_000_000 },
  },
}
const searchNanoUsd = 10_000_000

/** A number from 0 to `most`, chosen by the dice. */
const drawn = (dice: Dice, most: number) => Math.min(most, Math.floor(dice() * (most + 1)))

function reported(
  tokens: Partial<TokenCounts>,
  terms: Partial<PriceTerms> = {},
  more: Partial<ReportedUsage> = {},
): ReportedUsage {
  const all = { ...noTokens, ...tokens }
  return { tokens: all, complete: true, terms: { ...standardTerms, ...terms }, uses: noUses, ...more }
}

const cachePlaces = ['none', 'whole', 'system', 'message', 'tool result', 'tool'] as const

const claudeChoices = fc.record({
  model: fc.constantFrom(...Object.keys(claudes)),
  words: fc.integer({ min: 1, max: 400 }),
  maxTokens: fc.integer({ min: 1, max: 3000 }),
  cache: fc.constantFrom(...cachePlaces),
  oneHour: fc.boolean(),
  speed: fc.constantFrom(undefined, undefined, 'standard', 'fast'),
  place: fc.constantFrom(undefined, undefined, 'us', 'global'),
  searches: fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2),
  compaction: fc.constantFrom(false, false, false, true),
  document: fc.constantFrom('none', 'none', 'none', 'none', 'base64', 'url'),
  boundless: fc.constantFrom(false, false, false, false, false, true),
})

export const claudeCase: fc.Arbitrary<Case> = claudeChoices.map(choices => {
  const rates = claudes[choices.model] as Claude
  const speed = choices.speed === 'fast' && rates.fast === undefined ? undefined : choices.speed
  const place = rates.hasPlace ? choices.place : undefined
  const compaction = rates.hasPlace && choices.compaction
  return {
    asked: {
      format: 'anthropic-messages',
      kind: 'anthropic',
      body: claudeBody({ ...choices, speed, place, compaction }),
    },
    isUnbounded: choices.boundless || choices.document === 'url',
    bill(counted, dice) {
      const { cache, oneHour, maxTokens, searches, document } = choices
      const isFast = speed === 'fast' && dice() < 0.9
      const isUs = rates.hasPlace && (place === 'us' || (place === undefined && dice() < 0.5))
      const fillsWindow = searches > 0 || document !== 'none'
      const pass = (): TokenCounts => {
        // A new tokenizer makes 1.35 times as many tokens as the one before it. The factor 1.5 leaves some room above that.
        const most = fillsWindow ? rates.windowTokens : Math.floor(counted.text * 1.5) + counted.fixed
        const input = drawn(dice, most)
        const isWritten = cache !== 'none' && dice() < 0.8
        const written = isWritten ? drawn(dice, input) : 0
        return {
          ...noTokens,
          input: input - written,
          cacheWrite: oneHour ? 0 : written,
          cacheWriteOneHour: oneHour ? written : 0,
          output: drawn(dice, maxTokens),
        }
      }
      const steps = Array.from({ length: (searches + 1) * (compaction ? 2 : 1) }, pass)
      const tenths = (isFast ? (rates.fast ?? 1) : 1) * (isUs ? 11 : 10)
      const nano = (steps.reduce((sum, step) => sum + claudeNanoUsd(rates, step), 0) * tenths) / 10
      const served = isFast ? 'fast' : 'standard'
      const terms = { speed: speed && served, inferenceGeo: isUs ? 'us' : undefined }
      const uses = searches > 0 ? { 'web-search': searches } : noUses
      const more = { uses, ...(steps.length > 1 ? { steps } : {}) }
      return {
        usage: reported(sumOf(steps), terms, more),
        nanoUsd: Math.ceil(nano) + searches * searchNanoUsd,
      }
    },
  }
})

function claudeNanoUsd(rates: ModelRates, step: TokenCounts): number {
  const { input, cacheWrite, cacheWriteOneHour, output } = step
  const forInput = input * rates.input + cacheWrite * rates.write + cacheWriteOneHour * rates.writeOneHour
  return forInput + output * rates.output
}

function sumOf(steps: readonly TokenCounts[]): TokenCounts {
  return steps.reduce((sum, step) => ({
    ...noTokens,
    input: sum.input + step.input,
    cacheWrite: sum.cacheWrite + step.cacheWrite,
    cacheWriteOneHour: sum.cacheWriteOneHour + step.cacheWriteOneHour,
    output: sum.output + step.output,
  }))
}

type ClaudeChoices = (typeof claudeChoices extends fc.Arbitrary<infer Choices> ? Choices : never) & {
  readonly speed: string | undefined
  readonly place: string | undefined
}

function claudeBody(choices: ClaudeChoices): object {
  const { model, words, maxTokens, cache, oneHour, speed, place, searches, document, boundless } = choices
  const cache_control = { type: 'ephemeral', ...(oneHour ? { ttl: '1h' } : {}) }
  const text = 'word '.repeat(words)
  const part = (where: (typeof cachePlaces)[number]) => ({
    type: 'text',
    text,
    ...(cache === where ? { cache_control } : {}),
  })
  const search = {
    type: 'web_search_20250305',
    name: 'web_search',
    ...(boundless ? {} : { max_uses: searches }),
  }
  const tools = [
    ...(searches > 0 || boundless ? [search] : []),
    ...(cache === 'tool' ? [{ name: 'mine', input_schema: { type: 'object' }, cache_control }] : []),
  ]
  const data = Buffer.from('%PDF-1.7').toString('base64')
  const source = document === 'url' ? { type: 'url', url: 'https://x/y.pdf' } : { type: 'base64', data }
  return {
    model,
    max_tokens: maxTokens,
    ...(speed === undefined ? {} : { speed }),
    ...(place === undefined ? {} : { inference_geo: place }),
    ...(cache === 'whole' ? { cache_control } : {}),
    ...(cache === 'system' ? { system: [part('system')] } : {}),
    ...(tools.length > 0 ? { tools } : {}),
    ...(choices.compaction ? { context_management: { edits: [{ type: 'compact_20260112' }] } } : {}),
    messages: [
      { role: 'user', content: [part('message')] },
      ...(cache === 'tool result'
        ? [
            {
              role: 'user',
              content: [{ type: 'tool_result', tool_use_id: 't', content: [part('tool result')] }],
            },
          ]
        : []),
      ...(document === 'none' ? [] : [{ role: 'user', content: [{ type: 'document', source }] }]),
    ],
  }
}

/**
 * https://platform.openai.com/docs/pricing: gpt-5 (twice as much for priority, half as much for flex), gpt-4o and gpt-audio.
 */
const openAiRates = {
  'gpt-5': { input: 1250, output: 10_000 },
  'gpt-4o': { input: 2500, output: 10_000 },
  'gpt-audio': { input: 2500, output: 10_000 },
} as const
const soundRates = { input: 32_000, output: 64_000 }
const halves = { default: 2, flex: 1, priority: 4 } as const

export const openAiCase: fc.Arbitrary<Case> = fc
  .record({
    model: fc.constantFrom('gpt-5', 'gpt-4o', 'gpt-audio'),
    words: fc.integer({ min: 1, max: 400 }),
    bound: fc.integer({ min: 1, max: 3000 }),
    choices: fc.integer({ min: 1, max: 3 }),
    tier: fc.constantFrom(undefined, 'auto', 'default', 'flex', 'priority'),
    predicted: fc.constantFrom(0, 0, 50, 300),
    boundless: fc.constantFrom('none', 'none', 'none', 'none', 'file', 'sound'),
  })
  .map(({ model, words, bound, choices, tier, predicted, boundless }) => {
    const speaks = model === 'gpt-audio'
    const asksTier = model === 'gpt-5' ? tier : undefined
    const predicts = model === 'gpt-4o' ? predicted : 0
    const hears = {
      type: 'input_audio',
      input_audio: { data: Buffer.alloc(900).toString('base64'), format: 'mp3' },
    }
    const content = [
      { type: 'text', text: 'word '.repeat(words) },
      ...(speaks || boundless === 'sound' ? [hears] : []),
      ...(boundless === 'file' ? [{ type: 'file', file: { file_id: 'f' } }] : []),
    ]
    return {
      asked: {
        format: 'openai-chat',
        kind: 'openai',
        body: {
          model,
          n: choices,
          max_completion_tokens: bound,
          messages: [{ role: 'user', content }],
          ...(asksTier === undefined ? {} : { service_tier: asksTier }),
          ...(speaks ? { modalities: ['text', 'audio'], audio: { voice: 'alloy', format: 'mp3' } } : {}),
          ...(predicts > 0 ? { prediction: { type: 'content', content: ' word'.repeat(predicts) } } : {}),
        },
      },
      // Audio for which no price is known, or a file that is not in the request.
      isUnbounded: boundless === 'file' || (boundless === 'sound' && !speaks),
      bill(counted, dice) {
        const rates = openAiRates[model]
        const tiers = servedTiers(model, asksTier)
        const served = tiers[drawn(dice, tiers.length - 1)] ?? 'default'
        const input = drawn(dice, counted.text + counted.fixed)
        const audioInput = speaks ? drawn(dice, input) : 0
        const output = drawn(dice, bound * choices) + drawn(dice, predicts)
        const audioOutput = speaks ? drawn(dice, output) : 0
        const text = (input - audioInput) * rates.input + (output - audioOutput) * rates.output
        const doubled =
          (text + audioInput * soundRates.input + audioOutput * soundRates.output) * halves[served]
        const tokens = { input: input - audioInput, audioInput, output: output - audioOutput, audioOutput }
        return { usage: reported(tokens, { serviceTier: served }), nanoUsd: Math.ceil(doubled / 2) }
      },
    }
  })

/**
 * The service tiers that may be applied, with the dearest one last. A project may be set to priority, and a request for
 * priority may be answered at the default tier.
 */
function servedTiers(model: string, asked: string | undefined): readonly (keyof typeof halves)[] {
  if (model !== 'gpt-5' || asked === 'default') return ['default']
  return asked === 'flex' ? ['flex', 'default'] : ['default', 'priority']
}
