import { useProviders, useStatus } from '../api/queries.ts'
import { sandboxModel } from './client-snippets.ts'

export interface SuggestedModel {
  readonly name: string
  /** False if nothing can answer yet, because no provider is set up and the sandbox is off. */
  readonly answers: boolean
}

/** The model that ready-made settings use: the sandbox's if it is on, else the first one that a provider lists. */
export function useSuggestedModel(): SuggestedModel {
  const status = useStatus()
  const providers = useProviders()
  if (status.data?.sandbox !== false) return { name: sandboxModel, answers: true }
  const provider = providers.data?.find(({ models }) => models.length > 0)
  const model = provider?.models[0]
  return provider && model
    ? { name: `${provider.id}/${model.id}`, answers: true }
    : { name: sandboxModel, answers: false }
}
