import type { RequestQuery } from '../../../gateway/contract/requests.ts'

/** The filters of the request log. A filter that is not set lets everything pass. */
export type RequestFilters = Pick<RequestQuery, 'outcome' | 'clientId' | 'providerId' | 'search'>

export function hasFilters(filters: RequestFilters): boolean {
  return Object.keys(filters).length > 0
}

/** The same filters with one changed. An empty value removes it. */
export function withFilter<Name extends keyof RequestFilters>(
  filters: RequestFilters,
  name: Name,
  value: RequestFilters[Name] | '' | null,
): RequestFilters {
  const { [name]: _, ...others } = filters
  return value === '' || value === null || value === undefined ? others : { ...others, [name]: value }
}
