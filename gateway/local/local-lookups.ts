// What is known of servers of one's own, for those who send requests to them.
import type { Provider } from '../catalog/provider-registry.ts'
import { isOnOwnNetwork, serverOf } from '../providers/base-url.ts'
import type { LocalModel } from '../providers/local-kind.ts'
import { type ContextLookups, createContextLookups } from './context-lookups.ts'
import { type LocalConfig, type ModelAt, modelNamed, rulesFor, type SeenServers } from './model-at.ts'
import type { LocalCandidates } from './pick-local-model.ts'
import { LocalSlots } from './slots.ts'

export interface LocalLookups extends ContextLookups {
  /** True if the server is known to pass requests for the model on to somebody else's machine, which may cost money. */
  runsElsewhere(provider: { readonly record: { readonly baseUrl: string } }, model: string): boolean
  /**
   * The servers that run and are providers, for `pickLocalModel`. `isTranslated` says whether the request will be written by
   * the gateway and can say which context it needs.
   */
  localCandidates(isTranslated: (provider: Provider) => boolean): readonly LocalCandidates[]
  /** The places at a target's server. Undefined if the server is nobody's own, or passes the request on to another machine. */
  slotsAt(target: ModelAt): LocalSlots | undefined
  /**
   * False if the server may have to load the model before it answers. Undefined if nothing is known of the server, if
   * it is nobody's own, or if it passes the request on to another machine.
   */
  isLoaded(target: ModelAt): boolean | undefined
  /** Undefined if the model is nobody's own, or if its server does not say. */
  capabilitiesAt(target: ModelAt): LocalModel['capabilities']
}

export function createLocalLookups(servers: SeenServers, config: () => LocalConfig): LocalLookups {
  const runsElsewhere: LocalLookups['runsElsewhere'] = (provider, model) => {
    const server = servers.serverOf(provider)
    return server !== undefined && modelNamed(server, model)?.isRemote === true
  }
  const isOwn = ({ provider, model }: ModelAt) =>
    provider.adapter.local !== undefined &&
    isOnOwnNetwork(provider.record.baseUrl) &&
    provider.adapter.isFree?.(model, provider.record.baseUrl) !== false &&
    !runsElsewhere(provider, model)
  const slotsOf = createSlots(servers, config)
  return {
    ...createContextLookups(servers, config),
    runsElsewhere,

    localCandidates: isTranslated =>
      servers.seen.flatMap(({ place, reading }) => {
        const provider = servers.providerAt(place)
        if (reading === undefined || provider === undefined) return []
        const context = rulesFor(place, config(), isTranslated(provider))
        return [{ providerId: provider.record.id, models: reading.models, context }]
      }),

    slotsAt: target => (isOwn(target) ? slotsOf(target.provider) : undefined),

    isLoaded(target) {
      if (!isOwn(target)) return undefined
      const server = servers.serverOf(target.provider)
      return server && (modelNamed(server, target.model)?.isLoaded ?? false)
    },

    capabilitiesAt(target) {
      const server = isOwn(target) ? servers.serverOf(target.provider) : undefined
      return server && modelNamed(server, target.model)?.capabilities
    },
  }
}

/** The places at a provider's server. Providers at the same server share them. */
function createSlots(servers: SeenServers, config: () => LocalConfig): (provider: Provider) => LocalSlots {
  const slots = new Map<string, LocalSlots>()
  return provider => {
    const { local } = provider.adapter
    const key = serverOf(provider.record.baseUrl)
    let places = slots.get(key)
    if (places === undefined) {
      const count = () =>
        config().localSlots || servers.serverOf(provider)?.reading?.slots || local?.usualSlots || 1
      places = new LocalSlots({ slots: count, runsOneModel: local?.runsOneModel ?? false })
      slots.set(key, places)
    }
    return places
  }
}
