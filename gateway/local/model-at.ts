// Where a model of one's own is asked, and what its server said of it.
import type { Provider } from '../catalog/provider-registry.ts'
import type { Config } from '../config/schema.ts'
import type { WireFormat } from '../formats/index.ts'
import type { LocalModel } from '../providers/local-kind.ts'
import type { ContextRules } from './context-tokens.ts'
import type { LocalPlace } from './local-places.ts'
import type { LocalServer, LocalServers } from './local-servers.ts'

export type LocalConfig = Pick<Config, 'localContextTokens' | 'localSlots'>
export type SeenServers = Pick<LocalServers, 'providerAt' | 'seen' | 'serverOf'>

/** A model at a provider. */
export interface ModelAt {
  readonly provider: Provider
  readonly model: string
}

/** A model, and the format in which it is asked. */
export interface Lane extends ModelAt {
  readonly format: WireFormat
}

/** The server of a provider, if the provider is of the same kind. */
export function serverAt(
  provider: Provider,
  servers: Pick<SeenServers, 'serverOf'>,
): LocalServer | undefined {
  // Nearly all requests go to providers elsewhere, and need no look at the servers here.
  if (provider.adapter.local === undefined) return undefined
  const server = servers.serverOf(provider)
  return server?.place.adapter.kind === provider.record.kind ? server : undefined
}

export function modelNamed({ place, reading }: LocalServer, name: string): LocalModel | undefined {
  const names = [name, ...(place.adapter.otherNames?.(name) ?? [])]
  return reading?.models.find(model => names.includes(model.name))
}

/** What decides about the context of a place's models, if the request is one that the gateway writes, or is not. */
export function rulesFor(
  { local, contextTokens }: LocalPlace,
  { localContextTokens }: Pick<LocalConfig, 'localContextTokens'>,
  isTranslated: boolean,
): ContextRules {
  const asked = contextTokens ?? (localContextTokens || undefined)
  return {
    serverTokens: contextTokens ?? local.usualContextTokens,
    askedTokens: isTranslated && local.isToldContext ? asked : undefined,
  }
}
