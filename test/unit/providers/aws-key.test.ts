import { describe, expect, test } from 'vitest'
import { amazonBedrock } from '../../../gateway/providers/amazon-bedrock.ts'
import { readAwsAccessKey } from '../../../gateway/providers/aws-key.ts'

const accessKeyId = 'ASIAIOSFODNN7EXAMPLE'
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const sessionToken = 'FwoGZXIvYXdzEXAMPLE/+token=='

describe('an access key is read', () => {
  test.each([
    ['in one line', `${accessKeyId}:${secretAccessKey}:${sessionToken}`],
    // `aws configure export-credentials`
    [
      'as a process prints it',
      JSON.stringify(
        {
          Version: 1,
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
        },
        null,
        2,
      ),
    ],
    // `aws sts assume-role`
    [
      'as a role gives it',
      JSON.stringify({
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: secretAccessKey,
          SessionToken: sessionToken,
          Expiration: '2026-11-27T21:00:00Z',
        },
        AssumedRoleUser: {},
      }),
    ],
    [
      'with the names of environment variables',
      JSON.stringify({
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
      }),
    ],
  ])('%s', (_, text) => {
    expect(readAwsAccessKey(text)).toEqual({ accessKeyId, secretAccessKey, sessionToken })
  })

  test('without a token of a session, and with a region', () => {
    expect(readAwsAccessKey(`${accessKeyId}:${secretAccessKey}`)).toEqual({ accessKeyId, secretAccessKey })
    const withRegion = { accessKeyId, secretAccessKey, region: 'eu-west-1' }
    expect(readAwsAccessKey(JSON.stringify(withRegion))).toEqual(withRegion)
  })
})

test.each(['ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl', 'bedrock-api-key-YmVkcm9jaw==', '{', '{}', '[]', 'a:b', ''])(
  '%j is no access key',
  text => {
    expect(readAwsAccessKey(text)).toBeUndefined()
  },
)

describe('a pasted key', () => {
  const runtime = 'https://bedrock-runtime.eu-west-1.amazonaws.com/openai/v1'

  test('is kept without what is not needed of it, and an API key as it is', () => {
    const pasted = JSON.stringify({
      Credentials: { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey },
    })
    expect(amazonBedrock.readKey?.(pasted, runtime)).toBe(JSON.stringify({ accessKeyId, secretAccessKey }))
    expect(amazonBedrock.readKey?.('ABSKQmVkcm9ja0FQSUtleS1leGFtcGxl', runtime)).toBeUndefined()
  })

  test('that cannot be used is refused, with the reason and without the key', () => {
    expect(() => amazonBedrock.readKey?.(`{"secret":"${secretAccessKey}"}`, runtime)).toThrow(
      'The key is JSON without an access key of AWS.',
    )
    const oneLine = `${accessKeyId}:${secretAccessKey}`
    expect(() => amazonBedrock.readKey?.(oneLine, 'https://proxy.example.com/openai/v1')).toThrow('region')
  })

  test('consists of the secrets that must not be told, and no name among them', () => {
    const key = `${accessKeyId}:${secretAccessKey}:${sessionToken}`
    expect(amazonBedrock.secretsIn?.(key)).toEqual([secretAccessKey, sessionToken])
    expect(amazonBedrock.secretsIn?.('ABSKexample')).toEqual(['ABSKexample'])
  })
})

describe('a signature is valid for the region and the service of its server', () => {
  const scopeAt = (baseUrl: string, key = `${accessKeyId}:${secretAccessKey}`) =>
    /AWS4-HMAC-SHA256 Credential=[^/]+\/(\S+),/.exec(
      amazonBedrock.signer?.(
        key,
        baseUrl,
      )?.({
        method: 'POST',
        url: new URL(baseUrl),
        contentType: 'application/json',
        bodySha256: '00',
        atMs: 0,
      }).authorization ?? '',
    )?.[1]

  test.each([
    ['https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1', 'us-west-2/bedrock'],
    ['https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com/openai/v1', 'us-gov-west-1/bedrock'],
    ['https://vpce-1-2.bedrock-runtime.eu-west-1.vpce.amazonaws.com/openai/v1', 'eu-west-1/bedrock'],
    ['https://bedrock-runtime.cn-north-1.amazonaws.com.cn/openai/v1', 'cn-north-1/bedrock'],
    ['https://bedrock-mantle.us-east-1.api.aws/v1', 'us-east-1/bedrock-mantle'],
  ])('%s', (baseUrl, scope) => {
    expect(scopeAt(baseUrl)).toBe(`19700101/${scope}/aws4_request`)
  })

  test('or of the pasted region where the server has another name', () => {
    const key = JSON.stringify({ accessKeyId, secretAccessKey, region: 'eu-north-1' })
    expect(scopeAt('https://proxy.example.com/openai/v1', key)).toBe(
      '19700101/eu-north-1/bedrock/aws4_request',
    )
  })
})

test.each([
  ['https://bedrock-runtime.us-west-2.amazonaws.com', '/openai/v1'],
  ['https://bedrock-runtime.us-west-2.amazonaws.com/anthropic', '/openai/v1'],
  ['https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1/chat/completions', '/openai/v1'],
  ['https://bedrock-mantle.us-east-1.api.aws', '/v1'],
  ['https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages', '/v1'],
  ['https://bedrock-mantle.us-east-1.api.aws/openai/v1', '/openai/v1'],
])('%s stands for what is below %s', (pasted, path) => {
  expect(new URL(amazonBedrock.tidyBaseUrl?.(pasted) ?? '').pathname).toBe(path)
})

test('only the endpoint that has a list of models is asked for it', () => {
  const use = amazonBedrock.models.use
  expect(use?.('https://bedrock-runtime.us-west-2.amazonaws.com/openai/v1')).toBe('none')
  expect(use?.('https://bedrock-mantle.us-east-1.api.aws/v1')).toBe('names')
})
