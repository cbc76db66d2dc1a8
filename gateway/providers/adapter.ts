import type { Prefill } from '../chat/translation.ts'
import type { UsageReporting } from '../chat/usage-reporting.ts'
import type { CallParts, CallQuestion } from '../formats/format.ts'
import type { WireFormat } from '../formats/index.ts'
import type { PriceTerms } from '../pricing/bill.ts'
import type { Fees, Fraction, Price } from '../pricing/price.ts'
import type { TableProvider } from '../pricing/price-table.ts'
import type { LocalKind } from './local-kind.ts'

/** Describes a kind of provider. Pure: no network, clock or state. */
export interface ProviderAdapter {
  /** The same as the file name, which a test checks. */
  readonly kind: string
  readonly name: string
  readonly keyLabel: string
  readonly keyRequired: boolean
  /** The page on which a person makes a key. */
  readonly keyPageUrl: string | undefined
  /** Has no trailing slash. Undefined if the person has to give the address. */
  readonly defaultBaseUrl: string | undefined
  /** Makes the address below which all paths stand from what a person pasted. It is checked afterwards. */
  tidyBaseUrl?(pasted: string): string
  /** The members of a query that the base URL may have. They are sent with every request. */
  readonly baseUrlQuery?: readonly string[]
  /**
   * The path below the base URL to which requests of each format are posted. Formats that are not listed are not
   * spoken. Requests of other formats are translated to the first one into which that can be done.
   */
  readonly paths: Readonly<Partial<Record<WireFormat, string>>>
  /** Like `paths`, but from the root of the server, for formats that are not spoken below the base URL. */
  readonly rootPaths?: Readonly<Partial<Record<WireFormat, string>>>
  /**
   * The path at which the provider counts the tokens of a request of the format, free of charge. For formats that are
   * not listed, the gateway counts them.
   */
  readonly countTokensPaths?: Readonly<Partial<Record<WireFormat, string>>>
  /**
   * Reads a key that was pasted in a form of the provider's own, and returns what is kept of it. Undefined if the key is
   * kept as it was pasted; then it must fit into a header. Throws GatewayError `input_invalid`.
   */
  readKey?(pasted: string, baseUrl: string): string | undefined
  /** The parts of the key that are secret. By default, the whole key is. */
  secretsIn?(key: string): readonly string[]
  /** Returns a function that signs requests with the key. Undefined if `credential` sends the key itself. */
  signer?(key: string, baseUrl: string): RequestSigner | undefined
  /**
   * Returns a function that makes the request for an access token, which is sent in place of the key. Undefined if
   * `credential` sends the key itself.
   */
  grant?(key: string): ((atMs: number) => TokenGrant) | undefined
  /**
   * The headers that contain the key. `format` is the format of the request, or undefined if the provider's own API is
   * called, for example to list models.
   */
  credential(key: string, format?: WireFormat): Readonly<Record<string, string>>
  readonly models: ModelListing
  pricedAs(baseUrl: string): TableProvider
  /**
   * The factor by which terms in the provider's own words multiply a model's standard rates. For some models it depends
   * on the number of input tokens. Undefined if it is unknown.
   */
  multiplierOf(model: string, terms: PriceTerms, inputTokens?: number): Fraction | undefined
  /**
   * Service tiers whose capacity was bought in advance. What a token costs there is not known, but it is no more than
   * at the standard tier.
   */
  readonly prepaidTiers: ReadonlySet<string>
  /** The largest factor of `multiplierOf` for any model and terms. */
  readonly dearestMultiplier: Fraction
  /** What a model costs besides tokens, if the price table does not say so. */
  feesOf?(model: string): Fees
  /**
   * Whether a model is free because it runs on a machine of the user's own. A price that a person set takes precedence.
   */
  isFree?(model: string, baseUrl: string): boolean
  /**
   * Whether the model can be asked in this format. By default, every model can be asked in all formats of the provider.
   */
  serves?(model: string, format: WireFormat): boolean
  /**
   * The formats in which the provider takes pictures and documents only as bytes, although the formats have addresses. For
   * requests that are translated, the gateway fetches them.
   */
  readonly mediaAsBytes?: readonly WireFormat[]
  /** What is sent for a request, if it differs from what the format sends, which is `call(question)`. */
  callFor?(question: CallQuestion, format: WireFormat, call: (question: CallQuestion) => CallParts): CallParts
  /**
   * Other names of the very same model. Callers may use any of them. The model is listed and priced under one of them.
   */
  otherNames?(model: string): readonly string[]
  /** How the usage of an answer is reported. */
  reporting(baseUrl: string): UsageReporting
  /**
   * True if the provider refuses requests for a stream that ask for usage. It is then never asked. All other providers
   * are tried, and those that refuse are tried again after a day.
   */
  readonly refusesUsageWish?: boolean
  /**
   * True if the provider refuses messages that tell its models their thinking again, whichever models they are. Some models
   * want it everywhere else.
   */
  readonly refusesThoughts?: boolean
  /**
   * Whether its models go on with a last turn of the assistant, for formats whose providers differ in that. By default the
   * format and the model's name decide: see the capability `prefill`.
   */
  readonly prefill?: Readonly<Partial<Record<WireFormat, Prefill>>>
  /** The price of all its models, whatever the tables say. */
  readonly price?: Price
  /**
   * True if no server is asked and the cost is pretended. It is kept out of budgets and real totals, and nothing is
   * learned from it.
   */
  readonly isSimulated?: boolean
  /**
   * True if only listed models can be asked for. If another provider lists the same name, the bare name leads to that
   * one.
   */
  readonly servesListedOnly?: boolean
  /** What is known of the server if people run it on their own machine. */
  readonly local?: LocalKind
  /** Answers within this process, instead of a server. */
  answer?(call: SimulatedCall): SimulatedAnswer
  /**
   * All terms under which a request that asks for these may be served. Settings at the provider may decide what the
   * request leaves open. Empty if they are unknown.
   */
  servedTerms(asked: PriceTerms): readonly PriceTerms[]
}

/** The parts of a request that a signature covers. */
export interface SignableRequest {
  readonly method: string
  readonly url: URL
  readonly contentType: string | undefined
  /** In hexadecimal. */
  readonly bodySha256: string
  readonly atMs: number
}

/** Returns the headers that are added to the request. Pure. */
export type RequestSigner = (request: SignableRequest) => Readonly<Record<string, string>>

/** A form that is posted to a token server: https://www.rfc-editor.org/rfc/rfc6749#section-4.5 */
export interface TokenGrant {
  readonly url: URL
  readonly body: string
}

export interface SimulatedCall {
  /** When the request came. It stands in answers that say when they were made, and nothing else depends on it. */
  readonly atMs: number
  readonly format: WireFormat
  readonly body: Buffer
  readonly stream: boolean
  readonly maxOutputTokens: number | undefined
  readonly inputTokens: number
}

export interface SimulatedAnswer {
  readonly contentType: string
  /** The parts are sent one after the other. There is a wait before each paced part, which carries a word. */
  readonly parts: readonly { readonly text: string; readonly paced: boolean }[]
}

export interface ModelListing {
  /** Follows the base URL. */
  readonly path: string
  /** True if the path starts at the root of the server instead. */
  readonly isAtRoot?: boolean
  readonly headers: Readonly<Record<string, string>>
  /**
   * What the list is good for at this base URL, by default 'names'. 'proof' means that it only shows whether the key is
   * accepted, because it names other things than what can be asked for. 'none' means that there is no list. In both
   * cases, callers have to know the names of the models.
   */
  use?(baseUrl: string): 'names' | 'proof' | 'none'
  /**
   * Reads the ids on one page and the query of the next page. Entries that cannot be read are left out. Undefined if it
   * is not a list of models at all.
   */
  parse(
    page: unknown,
  ): { readonly ids: readonly string[]; readonly nextQuery: string | undefined } | undefined
}

/** Whether the provider has a list of the models that it can be asked for. */
export function listsModels({ models }: ProviderAdapter, baseUrl: string): boolean {
  return (models.use?.(baseUrl) ?? 'names') === 'names'
}

export function formatsOf(adapter: ProviderAdapter): readonly WireFormat[] {
  return Object.keys({ ...adapter.paths, ...adapter.rootPaths }) as WireFormat[]
}
