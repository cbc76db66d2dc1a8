import { useProviders, useStatus } from '../api/queries.ts'
import { sandboxModel } from './client-snippets.ts'

export interface SuggestedModel {
  readonly name: string
  /** False where nothing can answer yet: no provider is set up and the sandbox is off. */
  readonly answers: boolean
}

/** The model that ready-made settings name: the sandbox's while it is on, else the first that a provider lists. */
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
