// Which path has which purpose, and what to answer for an unknown path.
import type { IncomingMessage } from 'node:http'
import { explainPath } from '../answer/explain.ts'
import { headOf } from '../chat/request-head.ts'
import type { RequestPurpose } from '../contract/chat.ts'
import { GatewayError } from '../errors.ts'
import type { FormatRoute } from '../formats/format.ts'
import { defaultFormat, formatNames, formats, mainPathOf, type WireFormat } from '../formats/index.ts'
import { nearest } from '../routing/nearest.ts'

export interface Route extends Pick<FormatRoute, 'listAs' | 'modelAs'> {
  readonly method: 'GET' | 'HEAD' | 'POST'
  /** See `FormatRoute`. */
  readonly path: string
  readonly purpose: RequestPurpose
  /** Undefined if the request's headers or query decide. */
  readonly format: WireFormat | undefined
}

const ownRoutes: readonly Route[] = [
  { method: 'POST', path: '/gatehouse/v1/quote', purpose: 'quote', format: undefined },
  { method: 'GET', path: explainPath, purpose: 'quote', format: undefined },
  { method: 'POST', path: explainPath, purpose: 'quote', format: undefined },
  { method: 'GET', path: '/healthz', purpose: 'other', format: undefined },
  { method: 'GET', path: '/', purpose: 'other', format: undefined },
  { method: 'HEAD', path: '/', purpose: 'other', format: undefined },
]

/** In the order in which they are listed for a person. */
export const routes: readonly Route[] = [
  ...(['answer', 'count', 'models'] as const).flatMap(routesFor),
  ...ownRoutes,
]

/** The routes of all formats for one purpose. A route that several formats share is listed once, without a format. */
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

/**
 * Removes slashes that are doubled or at the end of the path. They come from carelessly joined base URLs, and the path is
 * clear without them.
 */
export function tidyUrl(url = ''): string {
  const path = pathOf(url)
  if (!path.startsWith('/') || !(path.includes('//') || path.endsWith('/'))) return url
  return (path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '') || '/') + url.slice(path.length)
}

export function pathOf(url = ''): string {
  return url.split('?', 1)[0] ?? ''
}

export function routesAt(path: string): readonly Route[] {
  return routes.filter(route => isAt(route, path))
}

/** Whether the path is the route's, with some name in the place of its `*`. */
export function isAt(route: Route, path: string): boolean {
  const [before = '', after] = route.path.split('*')
  if (after === undefined) return route.path === path
  return path.length > before.length + after.length && path.startsWith(before) && path.endsWith(after)
}

export function purposeOf({ method, url }: IncomingMessage): RequestPurpose {
  return routesAt(pathOf(url)).find(route => route.method === method)?.purpose ?? 'other'
}

/**
 * The caller's format. A path that one format has says it, whatever else is there: clients of one format may send a header of
 * another. Where several have it, or none, the path's form and the headers decide.
 */
export function formatFor(request: IncomingMessage): WireFormat {
  const head = headOf(request)
  const own = routesAt(head.path).find(({ method }) => method === request.method)?.format
  if (own) return own
  const marked = formatNames.find(format => formats[format].caller.recognises(head))
  if (marked) return marked
  const [route = misspelt(head.path)] = routesAt(head.path)
  return route?.format ?? defaultFormat
}

/** The format of a body that is to be quoted: that of `?format=`, else as on every path that several formats share. */
export function quotedFormat(request: IncomingMessage): WireFormat {
  const asked = new URL(request.url ?? '', 'http://gatehouse.invalid').searchParams.get('format')
  return formatNames.find(format => format === asked) ?? formatFor(request)
}

/**
 * `method_not_allowed` if the path exists. Otherwise `route_unknown`, which lists the paths and names the one that was
 * probably meant.
 */
export function unknownRoute(request: IncomingMessage, gatewayUrl: string): GatewayError {
  const { method = '' } = request
  const path = pathOf(request.url)
  const allowed = routesAt(path).map(route => route.method)
  const likely = misspelt(path)
  // An action behind a name is no part of the name, though the path of some name is there for another method.
  const isAction = likely?.method === method && likely.path.includes('*')
  if (allowed.length > 0 && !isAction)
    return new GatewayError('method_not_allowed', { method, allow: allowed })
  const format = formatFor(request)
  const meant = likely ?? routesAt(mainPathOf(format))[0]
  const near = meant === undefined ? '' : `${meant.method} ${namedPath(meant.path)}`
  const base = formats[meant?.format ?? format].caller.baseUrl(gatewayUrl)
  const instead = formats[format].caller.insteadOf?.(path)
  const there = routes.filter(shown).map(route => `${route.method} ${namedPath(route.path)}`)
  return new GatewayError('route_unknown', {
    route: path.slice(0, 128),
    hint: `${instead === undefined ? '' : ` ${instead}`} Nearest: ${near}, at the base URL ${base}. There are: ${there.join(', ')}.`,
  })
}

/** One line that says what this program is, for a person who opens its address in a browser. */
export function describeGateway(gatewayUrl: string): string {
  const baseUrls = formatNames.map(format => {
    const { title, baseUrl } = formats[format].caller
    return `for ${title}: ${baseUrl(gatewayUrl)}`
  })
  return `Gatehouse, a private AI gateway. Base URL ${baseUrls.join(', ')}; the API key is a Gatehouse client token.\n`
}

const wrongLettersAtMost = 3

/**
 * The route that the path ends with, if a base URL has put too much in front of it. Otherwise the route whose last segment
 * resembles that of the path.
 */
function misspelt(path: string): Route | undefined {
  const behindMore = routes.find(({ path: known }) => known !== '/' && path.endsWith(endOf(known)))
  if (behindMore) return behindMore
  const named = routes.filter(route => shown(route) && !route.path.includes('*'))
  const paths = named.map(route => route.path).filter(known => resembles(path, known))
  const [near] = nearest(path, paths, 1)
  return named.find(route => route.path === near)
}

/** At most half of a word may be wrong: with three wrong letters, any short word would be any other. */
function resembles(path: string, known: string): boolean {
  const word = known.slice(known.lastIndexOf('/') + 1)
  const wrongLetters = Math.min(wrongLettersAtMost, Math.floor(word.length / 2))
  return nearest(path, [known], 1, wrongLetters).length > 0
}

/** What is the same wherever the route is taken to be: its action, where it has one behind a name. */
function endOf(path: string): string {
  const action = path.slice(path.indexOf('*') + 1)
  return action === '' ? path : action
}

/** Whether the route is shown to a person. A path under /v1 stands for the same path without it. */
function shown({ path }: Route): boolean {
  return path !== '/' && !routes.some(other => other.path === `/v1${path}`)
}

function namedPath(path: string): string {
  return path.replace('*', '{id}')
}
