// The model on this machine that answers a route's request after all of its targets failed.
import type { Provider } from '../catalog/provider-registry.ts'
import type { WireFormat } from '../formats/index.ts'
import { type Catalog, formatFor } from '../routing/choose-target.ts'
import type { Candidate } from '../routing/plan.ts'
import { candidateOf } from '../routing/plan-model.ts'
import type { RouteQuestion } from '../routing/route-question.ts'
import type { LocalLookups } from './local-lookups.ts'
import { type LocalNeeds, pickLocalModel } from './pick-local-model.ts'

export interface LastResortDeps extends Pick<LocalLookups, 'localCandidates' | 'roomierFormatAt'> {
  readonly catalog: () => Catalog
}

/** Undefined if no installed model fits, or none is installed: the route then ends one target earlier. */
export function createLastResort(deps: LastResortDeps): (question: RouteQuestion) => Candidate | undefined {
  return question => {
    const { providers } = deps.catalog()
    /** In the format in which the server can be told the context, if there is one. */
    const formatAt = (provider: Provider): WireFormat | undefined =>
      deps.roomierFormatAt(provider, question.format) ?? formatFor(provider, question.format, '')
    const servers = deps
      .localCandidates(provider => formatAt(provider) !== question.format)
      .filter(({ providerId }) => {
        const provider = providers.find(({ record }) => record.id === providerId)
        return provider !== undefined && formatAt(provider) !== undefined
      })
    const { picked } = pickLocalModel(needsOf(question), servers)
    const provider = providers.find(({ record }) => record.id === picked?.providerId)
    const format = provider && formatAt(provider)
    if (!picked || !provider || !format) return undefined
    const target = { provider, model: picked.model, format, priced: true }
    return { ...candidateOf(target), contextTokens: picked.contextTokens, lastResort: picked.why }
  }
}

const usualOutputTokens = 1024
/** Many clients ask for more output than a small model's whole context. They do not mean that literally. */
const mostOutputTokens = 4096

function needsOf({ inputTokens, maxOutputTokens, needs }: RouteQuestion): LocalNeeds {
  return {
    inputTokens,
    outputTokens: Math.min(maxOutputTokens ?? usualOutputTokens, mostOutputTokens),
    tools: needs.includes('tools'),
    vision: needs.includes('vision'),
    jsonSchema: needs.includes('json-schema'),
    reasoning: needs.includes('reasoning'),
  }
}
