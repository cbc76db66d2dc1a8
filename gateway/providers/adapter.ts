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
  /** Where it counts the tokens of a format's requests for nothing; of the other formats they are counted here. */
  readonly countTokensPaths?: Readonly<Partial<Record<WireFormat, string>>>
  credential(key: string): Readonly<Record<string, string>>
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
  /** How what an answer used is reported. */
  reporting(baseUrl: string): UsageReporting
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
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** The ids of one page and the query of the next, leniently. Undefined: not a model list at all. */
  parse(
    page: unknown,
  ): { readonly ids: readonly string[]; readonly nextQuery: string | undefined } | undefined
}

export function formatsOf(adapter: ProviderAdapter): readonly WireFormat[] {
  return Object.keys(adapter.paths) as WireFormat[]
}
