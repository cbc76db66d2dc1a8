import { isIP } from 'node:net'
import { GatewayError } from '../errors.ts'

export interface BaseUrl {
  /** Normalised, without a trailing slash. */
  readonly url: string
  /** A warning to show to the person. Null if there is none. */
  readonly warning: string | null
}

/**
 * Checks the address of a provider. Nothing else decides where a key is sent. It must start with https, or with http on
 * this machine or in a private network, for which there is a warning. It must not contain credentials, a query or a
 * fragment, and must not be a cloud metadata service or this gateway itself, which would be a loop. Of a
 * query, only the members in `passedQuery` are allowed. Throws GatewayError `input_invalid`.
 */
export function checkBaseUrl(
  text: string,
  ownPorts: readonly number[],
  passedQuery: readonly string[] = [],
): BaseUrl {
  const url = parse(text)
  if (url.username !== '' || url.password !== '') throw refuse('must not contain a user name or password')
  const isPassed = [...url.searchParams.keys()].every(name => passedQuery.includes(name))
  if (!isPassed || url.hash !== '') throw refuse('must not contain a query or fragment')
  const host = hostOf(url)
  if (host.endsWith('.')) throw refuse('must not end its host in a dot')
  if (isMetadata(host)) throw refuse('must not be a cloud metadata service')
  const loopback = isLoopback(host)
  if (loopback && ownPorts.includes(portOf(url))) throw refuse('is this gateway itself')
  if (url.protocol === 'https:') return { url: normalised(url), warning: null }
  if (url.protocol !== 'http:') throw refuse('must start with https://')
  if (loopback) return { url: normalised(url), warning: null }
  if (!isPrivate(host)) throw refuse('must start with https://, as it leaves your network')
  return {
    url: normalised(url),
    warning: 'Plain http: anyone on this network can read the key and the prompts.',
  }
}

/** Whether an address that was checked is on this machine or in a private network. */
export function isOnOwnNetwork(baseUrl: string): boolean {
  const host = hostOf(new URL(baseUrl))
  return isLoopback(host) || isPrivate(host)
}

/**
 * Tells servers apart: the host and port of an address that was checked. All names of this machine are the same, since a
 * server can hardly be told by which of them it is called.
 */
export function serverOf(baseUrl: string): string {
  const url = new URL(baseUrl)
  const host = hostOf(url)
  return `${isLoopback(host) ? 'localhost' : host}:${portOf(url)}`
}

function parse(text: string): URL {
  // The host is checked as it was typed, so that a name which the parser converts to another one is refused.
  const url = URL.parse(text)
  const typed = /^[a-z]+:\/\/([^/?#]*)/i.exec(text)?.[1]
  if (!url || typed === undefined || /[^\x21-\x7e]|%/.test(typed) || text.length > 2048)
    throw refuse('is not a web address')
  return url
}

function refuse(reason: string): GatewayError {
  return new GatewayError('input_invalid', { reason: `The base URL ${reason}.` })
}

/** The host without the brackets of IPv6. An IPv4 address that is wrapped in IPv6 (::ffff:0:0/96) is unwrapped. */
function hostOf({ hostname }: URL): string {
  const host = hostname.replace(/^\[|\]$/g, '')
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host) ?? []
  if (high === undefined || low === undefined) return host
  return [high, low]
    .map(text => Number.parseInt(text, 16))
    .flatMap(half => [half >> 8, half & 0xff])
    .join('.')
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}

function normalised({ origin, pathname, search }: URL): string {
  return origin + pathname.replace(/\/+$/, '') + search
}

/** Includes the unspecified address, because it reaches this machine too. */
function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    ['::1', '::', '0.0.0.0'].includes(host) ||
    (isIP(host) === 4 && host.startsWith('127.'))
  )
}

function isMetadata(host: string): boolean {
  return (
    /^169\.254\./.test(host) ||
    ['100.100.100.200', '192.0.0.192'].includes(host) ||
    /^fd00:ec2:/i.test(host) ||
    /^fe80:/i.test(host) ||
    /(^|\.)metadata(\.google\.internal)?$/i.test(host)
  )
}

function isPrivate(host: string): boolean {
  if (isIP(host) === 4)
    return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(host)
  if (isIP(host) === 6) return /^f[cd][0-9a-f]{2}:/i.test(host)
  return !host.includes('.') || /\.(local|lan|home|internal|home\.arpa)$/i.test(host)
}
