import { isRecord } from '../bytes/json-value.ts'
import { asTheNumbersSay } from '../chat/usage-reporting.ts'
import { GatewayError } from '../errors.ts'
import type { CallParts, CallQuestion } from '../formats/format.ts'
import type { ModelListing, ProviderAdapter } from './adapter.ts'
import { compatibleProvider } from './compatible-provider.ts'
import { gemini } from './gemini.ts'
import { grantFor, readPastedAccount, readServiceAccount } from './service-account.ts'

/**
 * The base URL names a project and a location (https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations). With an
 * API key it may be without both, which Google calls express mode:
 * https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/vertex-ai-express-mode-api-reference
 */
export const vertexAi: ProviderAdapter = compatibleProvider({
  kind: 'vertex-ai',
  name: 'Google Vertex AI',
  keyLabel: 'Service account (JSON), or API key',
  keyPageUrl: 'https://console.cloud.google.com/iam-admin/serviceaccounts',
  defaultBaseUrl: undefined,
  tidyBaseUrl,
  paths: {
    'gemini-generate': '/publishers/google/models',
    'gemini-generate-array': '/publishers/google/models',
    // https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai
    'anthropic-messages': '/publishers/anthropic/models',
    // https://cloud.google.com/vertex-ai/generative-ai/docs/migrate/openai/overview
    'openai-chat': '/endpoints/openapi/chat/completions',
  },
  countTokensPaths: {
    'gemini-generate': '/publishers/google/models',
    'gemini-generate-array': '/publishers/google/models',
  },
  // https://platform.claude.com/docs/en/build-with-claude/vision
  mediaAsBytes: ['anthropic-messages'],
  serves: (model, format) => isClaude.test(model) === (format === 'anthropic-messages'),
  callFor(question, format, call) {
    if (format === 'anthropic-messages') return callClaude(question)
    // Chat completions name the maker too.
    const isBare = format === 'openai-chat' && !question.model.includes('/')
    return call(isBare ? { ...question, model: `google/${question.model}` } : question)
  },
  readKey,
  // The private key is never sent, so that nothing can repeat it.
  secretsIn: key => (readServiceAccount(key) ? [] : [key]),
  grant(key) {
    const account = readServiceAccount(key)
    return account && (atMs => grantFor(account, atMs))
  },
  credential: key => ({ 'x-goog-api-key': key }),
  models: publisherModels(),
  pricedAs: () => ({ id: 'google' }),
  // https://cloud.google.com/vertex-ai/generative-ai/pricing
  ...(gemini.feesOf ? { feesOf: gemini.feesOf } : {}),
  reporting: () => asTheNumbersSay,
})

const isClaude = /^(anthropic\/)?claude-/

/** Nothing but the server stands for its API in express mode. What is below the location is left out. */
function tidyBaseUrl(pasted: string): string {
  const url = URL.parse(pasted)
  if (!url) return pasted
  url.pathname = url.pathname.replace(/\/(publishers|endpoints)(\/.*)?$/, '')
  if (url.pathname === '/') url.pathname = '/v1'
  return url.href
}

/** The model stands in the path, and the version in the body, where it takes the model's place. */
function callClaude({ facts, model }: CallQuestion): CallParts {
  const name = encodeURIComponent(model.replace(/^anthropic\//, '')).replaceAll('%40', '@')
  const version = '"anthropic_version":"vertex-2023-10-16"'
  return {
    pathSuffix: `/${name}:${facts.stream ? 'streamRawPredict' : 'rawPredict'}`,
    query: '',
    headers: {},
    edits: facts.modelMember
      ? [...facts.usageEdits, { ...facts.modelMember, text: version }]
      : facts.usageEdits,
  }
}

function readKey(pasted: string, baseUrl: string): string | undefined {
  const account = readPastedAccount(pasted)
  if (account && !hasProject(baseUrl))
    throw new GatewayError('input_invalid', {
      reason: 'With a service account, the base URL must end in /projects/PROJECT/locations/LOCATION.',
    })
  return account && JSON.stringify(account)
}

function hasProject(baseUrl: string): boolean {
  return /\/projects\/[^/]+\/locations\/[^/]+$/.test(baseUrl)
}

/** https://cloud.google.com/vertex-ai/docs/reference/rest/v1beta1/publishers.models/list */
function publisherModels(): ModelListing {
  return {
    path: '/v1beta1/publishers/google/models?pageSize=100',
    isAtRoot: true,
    use: baseUrl => (hasProject(baseUrl) ? 'names' : 'none'),
    headers: {},
    parse(page) {
      if (!isRecord(page) || !Array.isArray(page.publisherModels)) return undefined
      const names = page.publisherModels.filter(isRecord).map(({ name }) => name)
      const { nextPageToken: next } = page
      return {
        ids: names
          .filter(name => typeof name === 'string')
          .map(name => name.replace(/^publishers\/google\/models\//, '')),
        nextQuery:
          typeof next === 'string' && next !== '' ? `&pageToken=${encodeURIComponent(next)}` : undefined,
      }
    },
  }
}
