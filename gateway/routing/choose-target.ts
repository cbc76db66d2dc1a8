import type { Provider } from '../catalog/provider-registry.ts'
import { GatewayError } from '../errors.ts'
import { mainPathOf, type WireFormat } from '../formats/index.ts'
import { formatsOf } from '../providers/adapter.ts'
import { sandboxId, sandboxModel } from '../providers/sandbox.ts'
import { nearest } from './nearest.ts'

export interface Target {
  /** Undefined: the sandbox. */
  readonly provider: Provider | undefined
  readonly providerId: string
  /** The name that the provider knows. */
  readonly model: string
  /** False: the provider was asked for its models and did not name this one, so its price is a guess: none. */
  readonly priced: boolean
}

export interface Catalog {
  readonly providers: readonly Provider[]
  readonly sandbox: boolean
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
  if (prefix === sandboxId) return sandboxFor(asked, model, catalog)
  const provider = catalog.providers.find(({ record }) => record.id === prefix)
  if (!provider) return undefined
  if (!speaks(provider, format)) throw wrongFormat(provider)
  return { provider, providerId: prefix, model, priced: true }
}

function byList(asked: string, format: WireFormat, { providers, sandbox }: Catalog): Target | undefined {
  const listing = providers.filter(({ listed }) => listed.has(asked))
  const speaking = listing.filter(provider => speaks(provider, format))
  const [first, second] = speaking
  if (first && second) {
    const names = speaking.map(({ record }) => `${record.id}/${asked}`)
    throw new GatewayError('model_ambiguous', { model: asked, names: names.join(' or ') })
  }
  if (first) return { provider: first, providerId: first.record.id, model: asked, priced: true }
  if (listing[0]) throw wrongFormat(listing[0])
  return sandbox && asked === sandboxModel ? sandboxTarget : undefined
}

function onlyOne(asked: string, format: WireFormat, catalog: Catalog): Target {
  const speaking = catalog.providers.filter(provider => speaks(provider, format))
  const [only, another] = speaking
  if (!only || another)
    throw new GatewayError('model_unknown', { model: asked, hint: hintFor(asked, catalog) })
  return {
    provider: only,
    providerId: only.record.id,
    model: asked,
    priced: only.record.modelsFetchedAtMs === null,
  }
}

const sandboxTarget: Target = {
  provider: undefined,
  providerId: sandboxId,
  model: sandboxModel,
  priced: true,
}

/** The name is the sandbox's own, on or off: what was meant for it must not reach a real provider. */
function sandboxFor(asked: string, model: string, catalog: Catalog): Target {
  if (catalog.sandbox && model === sandboxModel) return sandboxTarget
  const hint = catalog.sandbox ? hintFor(asked, catalog) : ' The sandbox is off, as a provider is set up.'
  throw new GatewayError('model_unknown', { model: asked, hint })
}

function speaks(provider: Provider, format: WireFormat): boolean {
  return provider.endpoints[format] !== undefined
}

function wrongFormat({ record, adapter }: Provider): GatewayError {
  const paths = formatsOf(adapter).map(mainPathOf)
  return new GatewayError('format_unsupported', { provider: record.id, path: paths.join(' or ') })
}

function hintFor(asked: string, { providers, sandbox }: Catalog): string {
  const names = providers.flatMap(({ record, models }) => models.map(model => `${record.id}/${model}`))
  if (sandbox) names.push(`${sandboxId}/${sandboxModel}`)
  return hintOf(asked, names)
}

/** Which of the names a person may have meant. */
export function hintOf(asked: string, names: readonly string[]): string {
  const near = nearest(asked, names, 3)
  return near.length > 0 ? ` Near it: ${near.join(', ')}.` : ' No models are known yet: set up a provider.'
}
