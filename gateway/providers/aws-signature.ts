// Signature Version 4, as far as requests of this gateway need it:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto'
import type { SignableRequest } from './adapter.ts'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Of credentials that are valid for a while only. */
  readonly sessionToken?: string
}

/** Where a signature is valid. */
export interface AwsScope {
  readonly region: string
  readonly service: string
}

const algorithm = 'AWS4-HMAC-SHA256'

/** The headers to add to the request. Signed are its host, the type of its body, and what is added. */
export function signAwsRequest(
  { method, url, contentType, bodySha256, atMs }: SignableRequest,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  { region, service }: AwsScope,
): Readonly<Record<string, string>> {
  const time = new Date(atMs).toISOString().replace(/[-:]|\.\d{3}/g, '')
  const day = time.slice(0, 8)
  const added = {
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  }
  const type = contentType === undefined ? {} : { 'content-type': contentType }
  const signed = Object.entries({ host: url.host, ...type, ...added }).toSorted(byName)
  const names = signed.map(([name]) => name).join(';')
  const canonical = [
    method,
    canonicalPath(url.pathname),
    canonicalQuery(url.searchParams),
    ...signed.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, ' ')}`),
    '',
    names,
    bodySha256,
  ].join('\n')
  const scope = [day, region, service, 'aws4_request']
  const toSign = [algorithm, time, scope.join('/'), sha256(canonical)].join('\n')
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`)
  const signature = hmac(key, toSign).toString('hex')
  return {
    ...added,
    authorization: `${algorithm} Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`,
  }
}

function byName([one]: readonly [string, string], [other]: readonly [string, string]): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** The path as it is sent is escaped once more. */
function canonicalPath(path: string): string {
  return path.split('/').map(escaped).join('/')
}

function canonicalQuery(query: URLSearchParams): string {
  const members = [...query].map(([name, value]) => [escaped(name), escaped(value)] as const)
  const sorted = members.toSorted((one, other) => byName(one, other) || (one[1] < other[1] ? -1 : 1))
  return sorted.map(member => member.join('=')).join('&')
}

/** Everything but letters, digits and `-._~`. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
