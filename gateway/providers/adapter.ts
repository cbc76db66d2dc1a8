import type { UsageReporting } from '../chat/usage-reporting.ts'
import type { WireFormat } from '../formats/index.ts'
import type { PriceTerms } from '../pricing/bill.ts'
import type { Fees, Fraction, Price } from '../pricing/price.ts'
import type { TableProvider } from '../pricing/price-table.ts'

/** A kind of provider, described. Pure: no network, clock or state. */
export interface ProviderAdapter {
  /** Equals the file name; a test checks it. */
  readonly kind: string
  readonly name: string
  readonly keyLabel: string
  readonly keyRequired: boolean
  /** Where a person makes a key. */
  readonly keyPageUrl: string | undefined
  /** Without a trailing slash; undefined: the person gives it. */
  readonly defaultBaseUrl: string | undefined
  /** What each format's requests are posted to, below the base URL. Only formats listed here are spoken. */
  readonly paths: Readonly<Partial<Record<WireFormat, string>>>
  /** The same for formats that are spoken beside the base URL instead of below it: from the root of its server. */
  readonly rootPaths?: Readonly<Partial<Record<WireFormat, string>>>
  /** Where it counts the tokens of a format's requests for nothing. Those of other formats are counted by the gateway. */
  readonly countTokensPaths?: Readonly<Partial<Record<WireFormat, string>>>
  /** The headers that carry it. `format`: of the request; undefined where the provider is asked for its own API. */
  credential(key: string, format?: WireFormat): Readonly<Record<string, string>>
  readonly models: ModelListing
  pricedAs(baseUrl: string): TableProvider
  /**
   * What a model's standard rates are multiplied by under terms in the provider's own words, for this much input where
   * that matters. Undefined: unknown.
   */
  multiplierOf(model: string, terms: PriceTerms, inputTokens?: number): Fraction | undefined
  /**
   * Tiers of capacity that was bought before: what a token of them costs is not known, but it is no more than at the
   * standard tier.
   */
  readonly prepaidTiers: ReadonlySet<string>
  /** The most that `multiplierOf` gives for any model and terms. */
  readonly dearestMultiplier: Fraction
  /** What a model costs besides tokens where the price table does not say so. */
  feesOf?(model: string): Fees
  /** Whether a model costs nothing because it runs on a machine of one's own. A price that a person set comes before that. */
  isFree?(model: string, baseUrl: string): boolean
  /** Other names of the very same model: it is asked for by any, and listed and priced by one of them. */
  otherNames?(model: string): readonly string[]
  /** How what an answer used is reported. */
  reporting(baseUrl: string): UsageReporting
  /** It refuses a stream's request that asks for usage, so it is not asked. Without this it is tried, once a day. */
  readonly refusesUsageWish?: boolean
  /** What every model of it costs, whatever tables say. */
  readonly price?: Price
  /** It asks nobody, and what it costs is pretended: kept out of budgets, of real totals and of what is learned. */
  readonly isSimulated?: boolean
  /** Only the models that it lists can be asked of it, and none by its bare name where others serve any name. */
  readonly servesListedOnly?: boolean
  /** It answers here, in the process, instead of a server. */
  answer?(call: SimulatedCall): SimulatedAnswer
  /** All terms that a request which asks for these may be served under: what it leaves out is set elsewhere. None: unknown. */
  servedTerms(asked: PriceTerms): readonly PriceTerms[]
}

export interface SimulatedCall {
  readonly format: WireFormat
  readonly body: Buffer
  readonly stream: boolean
  readonly maxOutputTokens: number | undefined
  readonly inputTokens: number
}

export interface SimulatedAnswer {
  readonly contentType: string
  /** Sent one after the other; a streamed answer waits before each that carries a word. */
  readonly parts: readonly { readonly text: string; readonly paced: boolean }[]
}

export interface ModelListing {
  /** Below the base URL. */
  readonly path: string
  /** The path is from the root of the server instead. */
  readonly isAtRoot?: boolean
  readonly headers: Readonly<Record<string, string>>
  /** The ids of one page and the query of the next, leniently. Undefined: not a model list at all. */
  parse(
    page: unknown,
  ): { readonly ids: readonly string[]; readonly nextQuery: string | undefined } | undefined
}

export function formatsOf(adapter: ProviderAdapter): readonly WireFormat[] {
  return Object.keys({ ...adapter.paths, ...adapter.rootPaths }) as WireFormat[]
}
