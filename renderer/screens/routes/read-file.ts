import type { RouteDefinition } from '../../../gateway/contract/routes.ts'

export type FileText =
  | { readonly type: 'empty' }
  /** It is not the JSON of an object. */
  | { readonly type: 'wrong' }
  /** Whether it really is a route is for the gateway to say. */
  | { readonly type: 'route'; readonly route: RouteDefinition }

export function readFile(text: string): FileText {
  if (text.trim() === '') return { type: 'empty' }
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? { type: 'route', route: value as RouteDefinition } : { type: 'wrong' }
  } catch {
    return { type: 'wrong' }
  }
}
