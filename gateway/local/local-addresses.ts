// Where servers on this machine are looked for: at the usual address of each kind, or where the kind's own environment
// variables say that it listens.
import { isOnOwnNetwork } from '../providers/base-url.ts'
import { adapterOf, providerAdapters } from '../providers/index.ts'

export interface LocalAddress {
  readonly kind: string
  /** As that of a provider of the kind: without a trailing slash. */
  readonly baseUrl: string
  /** What models are loaded with there if a request does not say, by the person's own settings. Undefined if they say nothing. */
  readonly contextTokens: number | undefined
}

/**
 * GATEHOUSE_LOCAL_SERVERS may name other addresses, as `KIND=URL,KIND=URL`, or be `off`. What is not on this machine or in a
 * private network is left out, since nobody asked for it to be spoken to, and so is what cannot be read.
 */
export function localAddresses(environment: NodeJS.ProcessEnv): readonly LocalAddress[] {
  const own = environment.GATEHOUSE_LOCAL_SERVERS?.trim() ?? ''
  const named = own === '' ? usualAddresses(environment) : namedAddresses(own, environment)
  return named.filter(({ baseUrl }) => URL.canParse(baseUrl) && isOnOwnNetwork(baseUrl))
}

function usualAddresses(environment: NodeJS.ProcessEnv): readonly LocalAddress[] {
  return providerAdapters.flatMap(({ kind, local, defaultBaseUrl }) => {
    const baseUrl = local?.addressIn?.(environment) ?? defaultBaseUrl
    return local === undefined || baseUrl === undefined
      ? []
      : [{ kind, baseUrl, contextTokens: local.contextTokensIn?.(environment) }]
  })
}

function namedAddresses(list: string, environment: NodeJS.ProcessEnv): readonly LocalAddress[] {
  if (list === 'off') return []
  return list.split(',').flatMap(each => {
    const [, kind = '', url = ''] = /^\s*([\w-]+)=(\S+)\s*$/.exec(each) ?? []
    const local = adapterOf(kind)?.local
    const baseUrl = url.replace(/\/+$/, '')
    return local === undefined ? [] : [{ kind, baseUrl, contextTokens: local.contextTokensIn?.(environment) }]
  })
}
