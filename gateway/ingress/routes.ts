// Which path is what, and what to say of a path that is nothing.
import type { IncomingMessage } from 'node:http'
import { headOf } from '../chat/request-head.ts'
import type { RequestPurpose } from '../contract/chat.ts'
import { GatewayError } from '../errors.ts'
import type { FormatRoute } from '../formats/format.ts'
import { defaultFormat, formatNames, formats, mainPathOf, type WireFormat } from '../formats/index.ts'
import { nearest } from '../routing/nearest.ts'

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST'
  /** What ends in `*` takes any name in its place. */
  readonly path: string
  readonly purpose: RequestPurpose
  /** Undefined: told by the request itself. */
  readonly format: WireFormat | undefined
}

const ownRoutes: readonly Route[] = [
  { method: 'POST', path: '/gatehouse/v1/quote', purpose: 'quote', format: undefined },
  { method: 'GET', path: '/healthz', purpose: 'other', format: undefined },
  { method: 'GET', path: '/', purpose: 'other', format: undefined },
  { method: 'HEAD', path: '/', purpose: 'other', format: undefined },
]

/** In the order in which a person is told them. */
export const routes: readonly Route[] = [
  ...(['answer', 'count', 'models'] as const).flatMap(routesFor),
  ...ownRoutes,
]

/** Those of all formats for one purpose. What several have in common is there once, and of none of them. */
function routesFor(purpose: FormatRoute['purpose']): readonly Route[] {
  const found = new Map<string, Route>()
  for (const format of formatNames) {
    for (const route of formats[format].caller.routes.filter(each => each.purpose === purpose)) {
      const key = `${route.method} ${route.path}`
      found.set(key, { ...route, format: found.has(key) ? undefined : format })
    }
  }
  return [...found.values()]
}

/** A slash too many, within a path or at its end, is a base URL joined carelessly: the path is clear all the same. */
export function tidyUrl(url = ''): string {
  const path = pathOf(url)
  if (!path.startsWith('/') || !(path.includes('//') || path.endsWith('/'))) return url
  return (path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '') || '/') + url.slice(path.length)
}

export function pathOf(url = ''): string {
  return url.split('?', 1)[0] ?? ''
}

export function routesAt(path: string): readonly Route[] {
  return routes.filter(route =>
    route.path.endsWith('*') ? path.startsWith(route.path.slice(0, -1)) : route.path === path,
  )
}

export function purposeOf({ method, url }: IncomingMessage): RequestPurpose {
  return routesAt(pathOf(url)).find(route => route.method === method)?.purpose ?? 'other'
}

/** The caller's own format, as well as its path and headers tell. */
export function formatFor(request: IncomingMessage): WireFormat {
  const head = headOf(request)
  const marked = formatNames.find(format => formats[format].caller.recognises(head))
  if (marked) return marked
  const [route = misspelt(head.path)] = routesAt(head.path)
  return route?.format ?? defaultFormat
}

/** `?format=` of a body that is to be quoted; without it, as on every path that two formats share. */
export function quotedFormat(request: IncomingMessage): WireFormat {
  const asked = new URL(request.url ?? '', 'http://gatehouse.invalid').searchParams.get('format')
  return formatNames.find(format => format === asked) ?? formatFor(request)
}

/** `method_not_allowed`, or `route_unknown` that says which paths there are and which one was meant. */
export function unknownRoute(request: IncomingMessage, gatewayUrl: string): GatewayError {
  const { method = '' } = request
  const path = pathOf(request.url)
  const allowed = routesAt(path).map(route => route.method)
  if (allowed.length > 0) return new GatewayError('method_not_allowed', { method, allow: allowed })
  const format = formatFor(request)
  const meant = misspelt(path) ?? routesAt(mainPathOf(format))[0]
  const near = meant === undefined ? '' : `${meant.method} ${namedPath(meant.path)}`
  const base = formats[meant?.format ?? format].caller.baseUrl(gatewayUrl)
  const instead = formats[format].caller.insteadOf?.(path)
  const there = routes.filter(shown).map(route => `${route.method} ${namedPath(route.path)}`)
  return new GatewayError('route_unknown', {
    route: path.slice(0, 128),
    hint: `${instead === undefined ? '' : ` ${instead}`} Nearest: ${near}, at the base URL ${base}. There are: ${there.join(', ')}.`,
  })
}

/** One line that says what this is, for who opens its address. */
export function describeGateway(gatewayUrl: string): string {
  const baseUrls = formatNames.map(format => {
    const { title, baseUrl } = formats[format].caller
    return `for ${title}: ${baseUrl(gatewayUrl)}`
  })
  return `Gatehouse, a private AI gateway. Base URL ${baseUrls.join(', ')}; the API key is a Gatehouse client token.\n`
}

const wrongLettersAtMost = 3

/** The route that a path ends in, behind a base URL that has too much of it; else the one whose last part it resembles. */
function misspelt(path: string): Route | undefined {
  const behindMore = routes.find(({ path: known }) => known !== '/' && path.endsWith(known))
  if (behindMore) return behindMore
  const named = routes.filter(route => shown(route) && !route.path.endsWith('*'))
  const paths = named.map(route => route.path)
  const [near] = nearest(path, paths, 1, wrongLettersAtMost)
  return named.find(route => route.path === near)
}

/** Those under /v1 stand for the others. */
function shown({ path }: Route): boolean {
  return path.includes('/v1/') || path === '/healthz'
}

function namedPath(path: string): string {
  return path.replace('*', '{id}')
}
