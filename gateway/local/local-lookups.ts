// What is known of servers of one's own, for those who send requests to them.
import type { Provider } from '../catalog/provider-registry.ts'
import type { Config } from '../config/schema.ts'
import { serverOf } from '../providers/base-url.ts'
import { type ContextRules, contextTokensOf } from './context-tokens.ts'
import type { LocalPlace } from './local-places.ts'
import type { LocalServer, LocalServers } from './local-servers.ts'
import type { LocalCandidates } from './pick-local-model.ts'
import { LocalSlots } from './slots.ts'

type LocalConfig = Pick<Config, 'localContextTokens' | 'localSlots'>

export interface LocalLookups {
  /**
   * The context that a translated request asks for. Undefined if it does not say: the server cannot be told, or the model is
   * not known or runs elsewhere.
   */
  contextTokensFor(target: { readonly provider: Provider; readonly model: string }): number | undefined
  /** True if the server is known to pass requests for the model on to somebody else's machine, which may cost money. */
  runsElsewhere(provider: { readonly record: { readonly baseUrl: string } }, model: string): boolean
  /**
   * The servers that run and are providers, for `pickLocalModel`. `isTranslated` says whether the request will be written by
   * the gateway and can say which context it needs.
   */
  localCandidates(isTranslated: boolean): readonly LocalCandidates[]
  /** The places at a provider's server. Undefined if it is nobody's own server. */
  slotsAt(provider: Provider): LocalSlots | undefined
}

export function createLocalLookups(
  servers: Pick<LocalServers, 'seen' | 'serverOf'>,
  config: () => LocalConfig,
): LocalLookups {
  const slots = new Map<string, LocalSlots>()
  return {
    contextTokensFor({ provider, model }) {
      const server = servers.serverOf(provider)
      if (server === undefined || provider.record.kind !== server.place.adapter.kind) return undefined
      const rules = rulesFor(server.place, config(), true)
      const found = modelNamed(server, model)
      if (found === undefined || found.isRemote || rules.askedTokens === undefined) return undefined
      return contextTokensOf(found, rules)
    },

    runsElsewhere(provider, model) {
      const server = servers.serverOf(provider)
      return server !== undefined && modelNamed(server, model)?.isRemote === true
    },

    localCandidates: isTranslated =>
      servers.seen.flatMap(({ place, reading }) => {
        const { provider } = place
        if (reading === undefined || provider === undefined) return []
        const context = rulesFor(place, config(), isTranslated)
        return [{ providerId: provider.record.id, models: reading.models, context }]
      }),

    slotsAt(provider) {
      const { local } = provider.adapter
      if (local === undefined) return undefined
      const key = serverOf(provider.record.baseUrl)
      let places = slots.get(key)
      if (places === undefined) {
        const count = () =>
          config().localSlots || servers.serverOf(provider)?.reading?.slots || local.usualSlots
        places = new LocalSlots({ slots: count, runsOneModel: local.runsOneModel ?? false })
        slots.set(key, places)
      }
      return places
    },
  }
}

function rulesFor(
  { local, contextTokens }: LocalPlace,
  { localContextTokens }: LocalConfig,
  isTranslated: boolean,
): ContextRules {
  const asked = contextTokens ?? (localContextTokens || undefined)
  return {
    serverTokens: contextTokens ?? local.usualContextTokens,
    askedTokens: isTranslated && local.isToldContext ? asked : undefined,
  }
}

function modelNamed({ place, reading }: LocalServer, name: string) {
  const names = [name, ...(place.adapter.otherNames?.(name) ?? [])]
  return reading?.models.find(model => names.includes(model.name))
}
