import type { Provider } from '../catalog/provider-registry.ts'
import { GatewayError } from '../errors.ts'
import { mainPathOf, type WireFormat } from '../formats/index.ts'
import { formatsOf } from '../providers/adapter.ts'
import { nearest } from './nearest.ts'

export interface Target {
  readonly provider: Provider
  /** The name that the provider knows. */
  readonly model: string
  /** In which it is asked. */
  readonly format: WireFormat
  /** False: the provider was asked for its models and did not name this one, so its price is a guess: none. */
  readonly priced: boolean
}

export interface Catalog {
  readonly providers: readonly Provider[]
  /** Their names stay theirs: what was meant for one of them must not reach another provider. */
  readonly switchedOff: readonly Provider[]
}

/**
 * `provider/model` where such a provider is set up; else the one provider of the caller's format that lists the
 * name; else the only provider of that format. Pure. Throws `model_unknown` with near matches,
 * `model_ambiguous`, or `format_unsupported`.
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
    throw new GatewayError('model_unknown', { model: asked, hint })
  }
  const provider = catalog.providers.find(named)
  if (!provider) return undefined
  if (provider.adapter.servesListedOnly && !provider.listed.has(model))
    throw new GatewayError('model_unknown', { model: asked, hint: hintFor(asked, catalog) })
  if (!speaks(provider, format)) throw wrongFormat(provider)
  return { provider, model, format, priced: true }
}

function byList(asked: string, format: WireFormat, { providers }: Catalog): Target | undefined {
  const listing = providers.filter(({ listed }) => listed.has(asked))
  const speaking = preferOpen(listing.filter(provider => speaks(provider, format)))
  const [first, second] = speaking
  if (first && second) {
    const names = speaking.map(({ record }) => `${record.id}/${asked}`)
    throw new GatewayError('model_ambiguous', { model: asked, names: names.join(' or ') })
  }
  if (first) return { provider: first, model: asked, format, priced: true }
  if (listing[0]) throw wrongFormat(listing[0])
  return undefined
}

/** One that only serves what it lists stands back where another lists the same name. */
function preferOpen(listing: readonly Provider[]): readonly Provider[] {
  const open = listing.filter(({ adapter }) => !adapter.servesListedOnly)
  return open.length > 0 ? open : listing
}

function onlyOne(asked: string, format: WireFormat, catalog: Catalog): Target {
  const speaking = catalog.providers.filter(
    provider => speaks(provider, format) && !provider.adapter.servesListedOnly,
  )
  const [only, another] = speaking
  if (!only || another)
    throw new GatewayError('model_unknown', { model: asked, hint: hintFor(asked, catalog) })
  return {
    provider: only,
    model: asked,
    format,
    priced: only.record.modelsFetchedAtMs === null,
  }
}

function speaks(provider: Provider, format: WireFormat): boolean {
  return provider.endpoints[format] !== undefined
}

function wrongFormat({ record, adapter }: Provider): GatewayError {
  const paths = formatsOf(adapter).map(format => mainPathOf(format).replace('*', '{model}'))
  return new GatewayError('format_unsupported', { provider: record.id, path: paths.join(' or ') })
}

function hintFor(asked: string, { providers }: Catalog): string {
  const names = providers.flatMap(({ record, models }) => models.map(model => `${record.id}/${model}`))
  return hintOf(asked, names)
}

/** Which of the names a person may have meant. */
export function hintOf(asked: string, names: readonly string[]): string {
  const near = nearest(asked, names, 3)
  return near.length > 0 ? ` Near it: ${near.join(', ')}.` : ' No models are known yet: set up a provider.'
}
