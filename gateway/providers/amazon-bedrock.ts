import { asTheFormatSays } from '../chat/usage-reporting.ts'
import { GatewayError } from '../errors.ts'
import type { ProviderAdapter } from './adapter.ts'
import { type AwsAccessKey, readAwsAccessKey } from './aws-key.ts'
import { type AwsScope, signAwsRequest } from './aws-signature.ts'
import { compatibleProvider } from './compatible-provider.ts'
import { bearer, openAiModels } from './openai-compatible.ts'

/**
 * Its endpoints in each region: https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints.html. Chat completions and
 * responses stand below the base URL (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-responses-api.html),
 * messages, which only Claude speaks, beside it: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-messages-api.html
 */
export const amazonBedrock: ProviderAdapter = compatibleProvider({
  kind: 'amazon-bedrock',
  name: 'Amazon Bedrock',
  keyLabel: 'API key, or ACCESS_KEY_ID:SECRET_ACCESS_KEY[:SESSION_TOKEN]',
  keyPageUrl: 'https://console.aws.amazon.com/bedrock/home#/api-keys',
  defaultBaseUrl: undefined,
  tidyBaseUrl,
  paths: { 'openai-chat': '/chat/completions', 'openai-responses': '/responses' },
  rootPaths: { 'anthropic-messages': '/anthropic/v1/messages' },
  serves: (model, format) => /(^|\.)anthropic\./.test(model) === (format === 'anthropic-messages'),
  // https://platform.claude.com/docs/en/build-with-claude/vision
  mediaAsBytes: ['anthropic-messages'],
  readKey,
  secretsIn(key) {
    const { secretAccessKey, sessionToken } = readAwsAccessKey(key) ?? { secretAccessKey: key }
    return sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken]
  },
  // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-use.html
  credential: key => (readAwsAccessKey(key) ? {} : bearer(key)),
  signer(key, baseUrl) {
    const accessKey = readAwsAccessKey(key)
    const scope = accessKey && scopeOf(baseUrl, accessKey)
    return scope && (request => signAwsRequest(request, accessKey, scope))
  },
  // https://docs.aws.amazon.com/bedrock/latest/userguide/models-get-info.html: the other endpoint has its list at another server.
  models: {
    ...openAiModels,
    use: baseUrl => (endpointOf(baseUrl)?.service === mantleService ? 'names' : 'none'),
  },
  pricedAs: () => ({ id: 'aws' }),
  // https://docs.aws.amazon.com/bedrock/latest/userguide/service-tiers-inference.html
  prepaidTiers: new Set(['reserved']),
  reporting: () => asTheFormatSays,
})

const mantleService = 'bedrock-mantle'

/** Nothing but the server stands for chat completions there. */
function tidyBaseUrl(pasted: string): string {
  const url = URL.parse(pasted)
  if (!url) return pasted
  url.pathname = url.pathname
    .replace(/\/(chat\/completions|responses)\/*$/, '')
    .replace(/^\/anthropic(\/.*)?$/, '/')
  if (url.pathname === '/')
    url.pathname = endpointOf(url.href)?.service === mantleService ? '/v1' : '/openai/v1'
  return url.href
}

/**
 * Signatures are valid for a region and a service, which the server's name says, in private networks too:
 * 'vpce-1.bedrock-runtime.us-east-1.vpce.amazonaws.com'. The names of the services are those of the official client:
 * https://github.com/openai/openai-node/blob/master/src/providers/bedrock/aws.ts
 */
function endpointOf(baseUrl: string): AwsScope | undefined {
  const { hostname } = new URL(baseUrl)
  const [, endpoint, region] =
    /(?:^|\.)bedrock-(runtime|mantle)(?:-fips)?\.([a-z0-9-]+)\./.exec(hostname) ?? []
  if (region === undefined) return undefined
  return { region, service: endpoint === 'mantle' ? mantleService : 'bedrock' }
}

function scopeOf(baseUrl: string, { region }: AwsAccessKey): AwsScope | undefined {
  return endpointOf(baseUrl) ?? (region === undefined ? undefined : { region, service: 'bedrock' })
}

/** The key as it is kept. */
function readKey(pasted: string, baseUrl: string): string | undefined {
  const accessKey = readAwsAccessKey(pasted)
  if (accessKey && !scopeOf(baseUrl, accessKey))
    throw new GatewayError('input_invalid', {
      reason: 'The base URL names no region: paste the access key as JSON with a member "region".',
    })
  if (!accessKey && /^[{[]/.test(pasted))
    throw new GatewayError('input_invalid', { reason: 'The key is JSON without an access key of AWS.' })
  return accessKey && JSON.stringify(accessKey)
}
