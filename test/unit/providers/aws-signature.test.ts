import { createHash, createHmac } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AwsCredentials, signAwsRequest } from '../../../gateway/providers/aws-signature.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const credentials: AwsCredentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
}
const scope = { region: 'us-east-1', service: 'service' }
const request = {
  method: 'GET',
  url: new URL('https://example.amazonaws.com/'),
  contentType: undefined as string | undefined,
  bodySha256: sha256(''),
  atMs: Date.parse('2015-08-30T12:36:00Z'),
}

/** Their signatures are published: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-test-suite.html */
describe('of the published requests', () => {
  test.each([
    ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    [
      'get-vanilla-query-order-key-case',
      { url: new URL('https://example.amazonaws.com/?Param2=value2&Param1=value1') },
      'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    ],
  ])('%s has the published signature', (_, own, signature) => {
    expect(signAwsRequest({ ...request, ...own }, credentials, scope)).toEqual({
      'x-amz-date': '20150830T123600Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    })
  })
})

type Bytes = string | ArrayBuffer | ArrayBufferView

const bufferOf = (data: Bytes) => {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(data)
}

class Sha256 {
  readonly #hash: ReturnType<typeof createHash | typeof createHmac>
  constructor(secret?: Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bufferOf(secret))
  }
  update(data: Bytes): void {
    this.#hash.update(bufferOf(data))
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
}

const word = fc.stringMatching(/^[\w .~!*'()%/+-]{1,12}$/)

test('any request is signed as AWS’s own library signs it', async () => {
  const requests = fc.record({
    path: fc.array(word, { maxLength: 4 }).map(parts => `/${parts.map(encodeURIComponent).join('/')}`),
    // AWS's own library loses a member of this name.
    query: fc.dictionary(
      word.filter(name => name !== '__proto__'),
      word,
      { maxKeys: 3 },
    ),
    body: fc.string(),
    contentType: fc.constantFrom(undefined, 'application/json', 'application/json;  charset=utf-8'),
    sessionToken: fc.constantFrom(undefined, 'FwoGZXIvYXdzEXAMPLE/+token=='),
    port: fc.constantFrom('', ':8443'),
  })
  await fc.assert(
    fc.asyncProperty(requests, async ({ path, query, body, contentType, sessionToken, port }) => {
      const url = new URL(`https://bedrock-runtime.eu-central-1.amazonaws.com${port}${path}`)
      url.search = new URLSearchParams(query).toString()
      const own = { ...credentials, ...(sessionToken === undefined ? {} : { sessionToken }) }
      const bedrock = { region: 'eu-central-1', service: 'bedrock' }
      const signer = new SignatureV4({ credentials: own, ...bedrock, sha256: Sha256, applyChecksum: false })
      const signed = await signer.sign(
        {
          method: 'POST',
          protocol: url.protocol,
          hostname: url.hostname,
          path: url.pathname,
          query,
          headers: { host: url.host, ...(contentType === undefined ? {} : { 'content-type': contentType }) },
          body,
        },
        { signingDate: new Date(request.atMs) },
      )
      const { authorization } = signAwsRequest(
        { method: 'POST', url, contentType, bodySha256: sha256(body), atMs: request.atMs },
        own,
        bedrock,
      )
      expect(authorization).toBe(signed.headers.authorization)
    }),
    {
      examples: [
        [
          {
            path: '/',
            query: { '*%': ' ', '*': '*' },
            body: '',
            contentType: undefined,
            sessionToken: undefined,
            port: '',
          },
        ],
      ],
    },
  )
})
