import type { Provider } from '../catalog/provider-registry.ts'
import type { RouteDefinition } from '../contract/routes.ts'
import { GatewayError } from '../errors.ts'
import { formats, mainPathOf, translates, type WireFormat } from '../formats/index.ts'
import { formatsOf, listsModels } from '../providers/adapter.ts'
import { nearest } from './nearest.ts'

export interface Target {
  readonly provider: Provider
  /** The name under which the provider knows the model. */
  readonly model: string
  /** The format in which the provider is asked. If it is not the caller's, the request and the answer are translated. */
  readonly format: WireFormat
  /**
   * False if the name was passed on to the only provider, and that provider's list of models does not contain it. Its price
   * would be a guess, so it has none.
   */
  readonly priced: boolean
}

export interface Catalog {
  readonly providers: readonly Provider[]
  /**
   * Providers that are switched off. Their names stay reserved, so that a request meant for one does not reach another
   * provider.
   */
  readonly switchedOff: readonly Provider[]
  /** A route's name comes before a model of the same name. */
  readonly routes?: readonly RouteDefinition[]
}

/**
 * Chooses the provider and model for a name. A name `provider/model` goes to that provider, if it is set up. Any other name
 * goes to the one provider that lists it, or else to the only provider there is. Providers that speak the caller's format come
 * before those for which it has to be translated. Pure. Throws `model_unknown` with near matches, `model_ambiguous`, or
 * `format_unsupported`.
 */
export function chooseTarget(asked: string, format: WireFormat, catalog: Catalog): Target {
  return byPrefix(asked, format, catalog) ?? byList(asked, format, catalog) ?? onlyOne(asked, format, catalog)
}

function byPrefix(asked: string, format: WireFormat, catalog: Catalog): Target | undefined {
  const slash = asked.indexOf('/')
  if (slash < 1 || slash === asked.length - 1) return undefined
  const prefix = asked.slice(0, slash)
  const model = asked.slice(slash + 1)
  const named = ({ record }: Provider) => record.id === prefix
  const off = catalog.switchedOff.find(named)
  if (off) {
    const hint = ` The ${off.record.id} is off, as a provider is set up.`
    throw new GatewayError('model_unknown', { model: asked, hint, near: [] })
  }
  const provider = catalog.providers.find(named)
  if (!provider) return undefined
  const otherName = otherNameListed(provider, model)
  if (provider.adapter.servesListedOnly && !provider.listed.has(model) && otherName === undefined)
    throw unknownModel(asked, namesIn(catalog))
  return {
    provider,
    model: otherName ?? model,
    format: formatFor(provider, format, model) ?? refuseFormat(provider, model),
    priced: true,
  }
}

function byList(asked: string, format: WireFormat, { providers }: Catalog): Target | undefined {
  const exact = providers.filter(({ listed }) => listed.has(asked))
  const listing = exact.length > 0 ? exact : providers.filter(each => otherNameListed(each, asked))
  const speaking = preferOpen(preferNative(listing, format, asked))
  const [first, second] = speaking
  if (first && second) {
    const names = speaking.map(({ record }) => `${record.id}/${asked}`)
    throw new GatewayError('model_ambiguous', { model: asked, names: names.join(' or '), near: names })
  }
  if (!first) return listing[0] && refuseFormat(listing[0], asked)
  return {
    provider: first,
    model: otherNameListed(first, asked) ?? asked,
    format: formatFor(first, format, asked) ?? refuseFormat(first, asked),
    priced: true,
  }
}

/** The name that the provider lists the model by, if that is another name than the one that was asked for. */
function otherNameListed({ adapter, listed }: Provider, asked: string): string | undefined {
  return listed.has(asked) ? undefined : adapter.otherNames?.(asked).find(name => listed.has(name))
}

/** If several providers list the name, those that serve only listed models are left out. */
function preferOpen(listing: readonly Provider[]): readonly Provider[] {
  const open = listing.filter(({ adapter }) => !adapter.servesListedOnly)
  return open.length > 0 ? open : listing
}

function onlyOne(asked: string, format: WireFormat, catalog: Catalog): Target {
  const open = catalog.providers.filter(({ adapter }) => !adapter.servesListedOnly)
  const [only, another] = preferNative(open, format, asked)
  if (!only || another) throw unknownModel(asked, namesIn(catalog))
  const { adapter, record } = only
  return {
    provider: only,
    model: asked,
    format: formatFor(only, format, asked) ?? refuseFormat(only, asked),
    priced: record.modelsFetchedAtMs === null || !listsModels(adapter, record.baseUrl),
  }
}

/**
 * The format in which the provider is asked: the caller's own if the provider speaks it, else the first one of the provider
 * into which it can be translated. Undefined if there is none.
 */
export function formatFor(provider: Provider, format: WireFormat, model: string): WireFormat | undefined {
  if (speaks(provider, format, model)) return format
  return formatsOf(provider.adapter).find(name => translates(format, name) && speaks(provider, name, model))
}

/** The providers that speak the format. If none does, those for which it can be translated. */
export function preferNative(
  providers: readonly Provider[],
  format: WireFormat,
  model: string,
): readonly Provider[] {
  const native = providers.filter(provider => speaks(provider, format, model))
  return native.length > 0 ? native : providers.filter(provider => formatFor(provider, format, model))
}

/** Whether the model can be asked in the format. */
export function speaks({ adapter, endpoints }: Provider, format: WireFormat, model: string): boolean {
  return endpoints[format] !== undefined && adapter.serves?.(model, format) !== false
}

function refuseFormat(provider: Provider, model: string): never {
  const { adapter, record } = provider
  const spoken = formatsOf(adapter).filter(
    format => speaks(provider, format, model) && !formats[format].caller.neverStreams,
  )
  const paths = spoken.map(format => mainPathOf(format).replace('*', '{model}'))
  throw new GatewayError('format_unsupported', { provider: record.id, path: paths.join(' or ') })
}

function namesIn({ providers, routes = [] }: Catalog): readonly string[] {
  const names = providers.flatMap(({ record, models }) => models.map(model => `${record.id}/${model}`))
  return [...routes.map(({ name }) => name), ...names]
}

/** The error names the models that a person may have meant. */
export function unknownModel(asked: string, names: readonly string[]): GatewayError {
  const near = nearest(asked, names, 3)
  const hint =
    near.length > 0 ? ` Near it: ${near.join(', ')}.` : ' No models are known yet: set up a provider.'
  return new GatewayError('model_unknown', { model: asked, hint, near })
}
