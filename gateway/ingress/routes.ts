// Which path is what, and what to say of a path that is nothing.
import type { IncomingMessage } from 'node:http'
import type { RequestPurpose, WireFormat } from '../contract/chat.ts'
import { GatewayError } from '../errors.ts'
import { nearest } from '../routing/nearest.ts'

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST'
  /** What ends in `*` takes any name in its place. */
  readonly path: string
  readonly purpose: RequestPurpose
  /** Undefined: told by the request itself. */
  readonly format: WireFormat | undefined
}

const chat = { method: 'POST', purpose: 'answer', format: 'openai-chat' } as const
const messages = { method: 'POST', purpose: 'answer', format: 'anthropic-messages' } as const
const count = { method: 'POST', purpose: 'count', format: 'anthropic-messages' } as const
const models = { method: 'GET', purpose: 'models', format: undefined } as const

/** Clients differ in whether the base URL they are given ends in /v1. */
export const routes: readonly Route[] = [
  { ...chat, path: '/v1/chat/completions' },
  { ...chat, path: '/chat/completions' },
  { ...messages, path: '/v1/messages' },
  { ...messages, path: '/messages' },
  { ...count, path: '/v1/messages/count_tokens' },
  { ...count, path: '/messages/count_tokens' },
  { ...models, path: '/v1/models' },
  { ...models, path: '/models' },
  { ...models, path: '/v1/models/*' },
  { ...models, path: '/models/*' },
  { method: 'POST', path: '/gatehouse/v1/quote', purpose: 'quote', format: undefined },
  { method: 'GET', path: '/healthz', purpose: 'other', format: undefined },
  { method: 'GET', path: '/', purpose: 'other', format: undefined },
  { method: 'HEAD', path: '/', purpose: 'other', format: undefined },
]

/** The path that each format's requests are sent to. */
const mainPaths: Readonly<Record<WireFormat, string>> = {
  'openai-chat': '/v1/chat/completions',
  'anthropic-messages': '/v1/messages',
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
export function formatFor({ url, headers }: IncomingMessage): WireFormat {
  const path = pathOf(url)
  if (path.endsWith('/messages') || path.includes('/messages/')) return 'anthropic-messages'
  // It is on every request of that format's clients, their model list included.
  if (headers['anthropic-version'] !== undefined) return 'anthropic-messages'
  return (routesAt(path).length === 0 ? misspelt(path)?.format : undefined) ?? 'openai-chat'
}

/** `?format=` of a body that is to be quoted; without it, as on every path that two formats share. */
export function quotedFormat(request: IncomingMessage): WireFormat {
  const asked = new URL(request.url ?? '', 'http://gatehouse.invalid').searchParams.get('format')
  const known = Object.keys(mainPaths) as readonly WireFormat[]
  return known.find(format => format === asked) ?? formatFor(request)
}

/** `method_not_allowed`, or `route_unknown` that says which paths there are and which one was meant. */
export function unknownRoute(request: IncomingMessage, gatewayUrl: string): GatewayError {
  const { method = '' } = request
  const path = pathOf(request.url)
  const allowed = routesAt(path).map(route => route.method)
  if (allowed.length > 0) return new GatewayError('method_not_allowed', { method, allow: allowed })
  const format = formatFor(request)
  const meant = misspelt(path) ?? routesAt(mainPaths[format])[0]
  const near = meant === undefined ? '' : `${meant.method} ${namedPath(meant.path)}`
  const base = baseUrlOf(meant?.format ?? format, gatewayUrl)
  const there = routes.filter(shown).map(route => `${route.method} ${namedPath(route.path)}`)
  return new GatewayError('route_unknown', {
    route: path.slice(0, 128),
    hint: ` Nearest: ${near}, at the base URL ${base}. There are: ${there.join(', ')}.`,
  })
}

/** One line that says what this is, for who opens its address. */
export function describeGateway(gatewayUrl: string): string {
  const chatUrl = baseUrlOf('openai-chat', gatewayUrl)
  const messagesUrl = baseUrlOf('anthropic-messages', gatewayUrl)
  return `Gatehouse, a private AI gateway. Base URL for chat completions: ${chatUrl}, for messages: ${messagesUrl}; the API key is a Gatehouse client token.\n`
}

/** As the format's clients are given it: those of messages add /v1 themselves. */
function baseUrlOf(format: WireFormat, gatewayUrl: string): string {
  return format === 'openai-chat' ? `${gatewayUrl}/v1` : gatewayUrl
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
