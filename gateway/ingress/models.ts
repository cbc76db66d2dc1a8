import type { JsonRecord } from '../bytes/json-value.ts'
import { GatewayError } from '../errors.ts'
import type { FormatRoute, ListedModel } from '../formats/format.ts'
import { formats, type WireFormat } from '../formats/index.ts'
import { formatsOf, type ProviderAdapter } from '../providers/adapter.ts'
import { type Catalog, formatFor, preferNative, unknownModel } from '../routing/choose-target.ts'
import { routeTargets } from '../routing/route-targets.ts'
import { modelCapabilities } from '../translation/model-capabilities.ts'

type ListAs = NonNullable<FormatRoute['listAs']>
type ModelAs = NonNullable<FormatRoute['modelAs']>

interface Listed extends Omit<ListedModel, 'note'> {
  /** The provider's name for the model. */
  readonly name: string
  readonly adapter: ProviderAdapter
  /** True for a route, which is listed with what its first target can be asked for. */
  readonly isRoute?: true
}

/**
 * All routes and models that can be asked for in a format. A model has its bare name if that leads to one provider, and
 * `provider/model` otherwise.
 */
export function listModels(
  catalog: Catalog,
  format: WireFormat,
  listAs: ListAs = formats[format].caller.modelList,
): JsonRecord {
  return listAs(modelsFor(catalog, format).map(listed => described(listed, format)))
}

/**
 * The model with that name, or with that `provider/model`, as an entry of the list. Throws `model_unknown` with near names,
 * or `model_ambiguous`.
 */
export function findModel(
  asked: string,
  catalog: Catalog,
  format: WireFormat,
  modelAs: ModelAs = formats[format].caller.modelEntry,
): JsonRecord {
  const models = modelsFor(catalog, format)
  const ofProviders = models.filter(({ isRoute }) => !isRoute)
  const exact = ofProviders.filter(({ name }) => name === asked)
  const isOther = ({ adapter, name, isRoute }: Listed) =>
    !isRoute && adapter.otherNames?.(asked).includes(name) === true
  const named = exact.length > 0 ? exact : models.filter(isOther)
  const found =
    models.find(({ id }) => id === asked) ??
    ofProviders.find(({ provider, name }) => `${provider}/${name}` === asked) ??
    (named.length === 1 ? named[0] : undefined)
  if (found) return modelAs(described(found, format))
  if (named.length > 0) {
    const near = named.map(({ id }) => id)
    throw new GatewayError('model_ambiguous', { model: asked, names: near.join(' or '), near })
  }
  throw unknownModel(
    asked,
    models.map(({ id }) => id),
  )
}

/** What a model can be asked for depends on the format in which its provider is asked. */
function described(listed: Listed, format: WireFormat): ListedModel {
  const { name, adapter, provider } = listed
  const spoken = formatsOf(adapter).filter(each => adapter.serves?.(name, each) !== false)
  const isTranslated = (each: WireFormat) => formats[each].provider.translation !== undefined
  const askedIn = [format].filter(each => spoken.includes(each) && isTranslated(each))
  const [target = format] = [...askedIn, ...spoken.filter(isTranslated)]
  const capabilities = modelCapabilities(formats[target].provider.translation, target, name)
  return { ...listed, note: { provider, formats: spoken, capabilities } }
}

function modelsFor(catalog: Catalog, format: WireFormat): readonly Listed[] {
  const routes = routesFor(catalog, format)
  const names = new Set(routes.map(({ id }) => id))
  return [...routes, ...ofProvidersFor(catalog, format, names)]
}

/** Those that have a target that can be asked in the format. */
function routesFor(catalog: Catalog, format: WireFormat): readonly Listed[] {
  return (catalog.routes ?? []).flatMap(route => {
    const [first] = routeTargets(route, format, catalog)
    if (!first) return []
    const { adapter, record } = first.provider
    const listed = { id: route.name, name: first.model, adapter, provider: record.id, atMs: record.addedAtMs }
    return [{ ...listed, isRoute: true }]
  })
}

/** A bare name that a route has leads to the route, so a model of that name needs its provider's name too. */
function ofProvidersFor(
  { providers }: Catalog,
  format: WireFormat,
  routeNames: ReadonlySet<string>,
): readonly Listed[] {
  const ids = new Set(providers.map(({ record }) => record.id))
  return providers.flatMap(provider =>
    provider.models.flatMap(model => {
      const { adapter, record } = provider
      if (!formatFor(provider, format, model)) return []
      const listing = preferNative(
        providers.filter(other => other.listed.has(model)),
        format,
        model,
      )
      const shared = listing.length > 1 || listing[0] !== provider
      // If there is a provider 'meta', the bare name 'meta/llama' would be taken for a model of that provider.
      const taken = routeNames.has(model) || ids.has(model.slice(0, Math.max(0, model.indexOf('/'))))
      const id = shared || taken || adapter.servesListedOnly ? `${record.id}/${model}` : model
      return [{ id, name: model, adapter, provider: record.id, atMs: record.addedAtMs }]
    }),
  )
}
