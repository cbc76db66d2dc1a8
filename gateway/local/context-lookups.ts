// The context that a request finds at a server of one's own, and what can be done about it.
import type { Provider } from '../catalog/provider-registry.ts'
import { translates, type WireFormat } from '../formats/index.ts'
import { formatsOf } from '../providers/adapter.ts'
import { contextTokensOf } from './context-tokens.ts'
import {
  type Lane,
  type LocalConfig,
  type ModelAt,
  modelNamed,
  rulesFor,
  type SeenServers,
  serverAt,
} from './model-at.ts'

export interface ContextLookups {
  /**
   * The context that a translated request asks for. Undefined if it does not say: the server cannot be told, or the model is
   * not known or runs elsewhere.
   */
  contextTokensFor(target: ModelAt): number | undefined
  /**
   * The context that a request is sure to find. Undefined if it is not known, if the caller may say it, or if the model runs
   * elsewhere. `isTranslated` says whether the gateway writes the request.
   */
  contextFoundAt(target: Lane, isTranslated: boolean): number | undefined
  /**
   * A format in which the server is told the context, if it is not in the target's. Undefined if there is none, or if the
   * person leaves the context to the server.
   */
  roomierFormatFor(target: Lane): WireFormat | undefined
  /** The same for any of the provider's installed models. */
  roomierFormatAt(provider: Provider, format: WireFormat): WireFormat | undefined
}

export function createContextLookups(
  servers: Pick<SeenServers, 'serverOf'>,
  config: () => Pick<LocalConfig, 'localContextTokens'>,
): ContextLookups {
  function known({ provider, model: name }: ModelAt) {
    const server = serverAt(provider, servers)
    const model = server && modelNamed(server, name)
    return server === undefined || model === undefined || model.isRemote
      ? undefined
      : { place: server.place, model }
  }

  function contextTokensFor(target: ModelAt): number | undefined {
    const found = known(target)
    if (found === undefined) return undefined
    const rules = rulesFor(found.place, config(), true)
    return rules.askedTokens === undefined ? undefined : contextTokensOf(found.model, rules)
  }

  function contextFoundAt(target: Lane, isTranslated: boolean): number | undefined {
    const found = known(target)
    if (found === undefined) return undefined
    const { local, contextTokens: told } = found.place
    const asked = isTranslated ? contextTokensFor(target) : undefined
    if (asked !== undefined) return asked
    const isSilent = isTranslated || local.formatsWithoutContext?.includes(target.format)
    if (local.isToldContext && !isSilent) return undefined
    const { loadedContextTokens: loaded, configuredContextTokens: configured } = found.model
    if (roomierFormatFor(target) === undefined) return loaded ?? configured ?? told
    // A request without a word for the context has the model loaded anew with what the server takes without it.
    const usual = configured ?? told ?? local.usualContextTokens
    return usual === undefined ? loaded : Math.min(usual, loaded ?? usual)
  }

  function roomierFormatFor(target: Lane): WireFormat | undefined {
    const { format, provider } = target
    if (!provider.adapter.local?.formatsWithoutContext?.includes(format)) return undefined
    return known(target) && roomierFormatAt(provider, format)
  }

  function roomierFormatAt(provider: Provider, format: WireFormat): WireFormat | undefined {
    const { formatsWithoutContext } = provider.adapter.local ?? {}
    const server = serverAt(provider, servers)
    if (!server || !formatsWithoutContext?.includes(format)) return undefined
    if (rulesFor(server.place, config(), true).askedTokens === undefined) return undefined
    return formatsOf(provider.adapter).find(
      other =>
        !formatsWithoutContext.includes(other) && translates(format, other) && provider.endpoints[other],
    )
  }

  return { contextTokensFor, contextFoundAt, roomierFormatFor, roomierFormatAt }
}
