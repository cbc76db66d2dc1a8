import type { Provider } from '../catalog/provider-registry.ts'
import type { AdminApi } from '../contract/admin.ts'
import type { ModelOfProvider, NewPrice, PriceView } from '../contract/prices.ts'
import { type NanoUsdText, nanoUsd, toDecimalUsd } from '../contract/units.ts'
import { GatewayError } from '../errors.ts'
import { type RepriceDeps, repriceHistory } from '../ledger/reprice-history.ts'
import type { Price, Rate } from '../pricing/price.ts'
import type { OverrideRates, PriceOverride, PriceOverrides } from '../storage/price-overrides.ts'
import { oneAtATime } from './one-at-a-time.ts'

export interface PriceMethodsDeps extends RepriceDeps {
  readonly priceOverrides: PriceOverrides
  readonly now: () => number
}

type PriceMethods = Pick<AdminApi, 'listPrices' | 'setPrice' | 'removePrice' | 'repriceHistory'>

export function createPriceMethods(deps: PriceMethodsDeps): PriceMethods {
  const { registry, prices, priceOverrides, now } = deps
  const find = (id: string): Provider => {
    const provider = registry.get(id)
    if (!provider) throw new GatewayError('provider_unknown', { id })
    return provider
  }
  const priceOf = async (provider: Provider, model: string): Promise<PriceView> => {
    const own = priceOverrides.find(provider.record.id, model)
    const price = await prices.find(provider, model)
    return view({ providerId: provider.record.id, model }, price, own)
  }
  // One at a time, so that the repricing that started last also ends last and its prices are the ones that stay.
  const reprice = oneAtATime((sinceMs: number) => repriceHistory(sinceMs, deps))
  return {
    async listPrices({ providerId }) {
      const providers = providerId === undefined ? registry.list() : [find(providerId)]
      const asked = providers.flatMap(provider => {
        const own = priceOverrides.list(provider.record.id).map(({ model }) => model)
        return [...new Set([...provider.models, ...own])].map(model => ({ provider, model }))
      })
      return Promise.all(asked.map(({ provider, model }) => priceOf(provider, model)))
    },

    async setPrice(price) {
      const provider = find(price.providerId)
      const { providerId, model } = price
      priceOverrides.put({ providerId, model, rates: toRates(price), setAtMs: now() })
      return priceOf(provider, model)
    },

    async removePrice({ providerId, model }) {
      find(providerId)
      if (!priceOverrides.remove(providerId, model)) {
        throw new GatewayError('price_not_set', { provider: providerId, model })
      }
      return {}
    },

    async repriceHistory({ sinceMs }) {
      const { looked, corrected, difference } = await reprice(sinceMs)
      return { looked, corrected, differenceNanoUsd: String(difference) }
    },
  }
}

function toRates(price: NewPrice): OverrideRates {
  const optional = (dollars: string | undefined) => (dollars === undefined ? undefined : nanoUsd(dollars))
  return {
    input: nanoUsd(price.inputUsdPerMillion),
    cacheRead: optional(price.cacheReadUsdPerMillion),
    cacheWrite: optional(price.cacheWriteUsdPerMillion),
    cacheWriteOneHour: optional(price.cacheWriteOneHourUsdPerMillion),
    audioInput: optional(price.audioInputUsdPerMillion),
    output: nanoUsd(price.outputUsdPerMillion),
    audioOutput: optional(price.audioOutputUsdPerMillion),
  }
}

type OptionalRate = Exclude<
  keyof NewPrice,
  keyof ModelOfProvider | 'inputUsdPerMillion' | 'outputUsdPerMillion'
>

function toNewPrice({ providerId, model, rates }: PriceOverride): NewPrice {
  const optional = (key: OptionalRate, rate: bigint | undefined): Partial<Record<OptionalRate, string>> =>
    rate === undefined ? {} : { [key]: toDecimalUsd(rate) }
  return {
    providerId,
    model,
    inputUsdPerMillion: toDecimalUsd(rates.input),
    outputUsdPerMillion: toDecimalUsd(rates.output),
    ...optional('cacheReadUsdPerMillion', rates.cacheRead),
    ...optional('cacheWriteUsdPerMillion', rates.cacheWrite),
    ...optional('cacheWriteOneHourUsdPerMillion', rates.cacheWriteOneHour),
    ...optional('audioInputUsdPerMillion', rates.audioInput),
    ...optional('audioOutputUsdPerMillion', rates.audioOutput),
  }
}

function view(
  { providerId, model }: ModelOfProvider,
  price: Price | undefined,
  own: PriceOverride | undefined,
): PriceView {
  const base = (rate: Rate | undefined): NanoUsdText | null => (rate ? String(rate.base) : null)
  return {
    providerId,
    model,
    inputNanoUsdPerMillion: base(price?.input),
    cacheReadNanoUsdPerMillion: base(price?.cacheRead),
    cacheWriteNanoUsdPerMillion: base(price?.cacheWrite),
    cacheWriteOneHourNanoUsdPerMillion: base(price?.cacheWriteOneHour),
    audioInputNanoUsdPerMillion: base(price?.audioInput),
    outputNanoUsdPerMillion: base(price?.output),
    audioOutputNanoUsdPerMillion: base(price?.audioOutput),
    longContextAboveTokens: price?.input.tiers[0]?.above ?? null,
    source: price?.source ?? null,
    dateIso: price?.dateIso ?? null,
    own: own ? toNewPrice(own) : null,
  }
}
