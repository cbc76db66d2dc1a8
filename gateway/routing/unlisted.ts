import type { Provider } from '../catalog/provider-registry.ts'
import { listUseOf } from '../catalog/read-model-list.ts'
import { nearest } from './nearest.ts'

const namesAtMost = 3

/**
 * The provider's nearest names, if its list is known and does not have the model. Undefined if the model is listed, or if the
 * list proves nothing: there is none, or the last try to fetch it failed.
 */
export function nearIfUnlisted(provider: Provider, model: string): readonly string[] | undefined {
  const { adapter, listed, models, record } = provider
  const { baseUrl, id, modelsError, modelsFetchedAtMs } = record
  if (models.length === 0 || modelsFetchedAtMs === null || modelsError !== null) return undefined
  if (listUseOf({ adapter, baseUrl }) !== 'names' || isListed(provider, model)) return undefined
  return nearest(model, [...listed], namesAtMost).map(name => `${id}/${name}`)
}

function isListed({ adapter, listed }: Provider, model: string): boolean {
  return listed.has(model) || adapter.otherNames?.(model).some(name => listed.has(name)) === true
}
