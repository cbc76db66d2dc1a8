// Settings for programs that are to use the gateway. The names of the settings are given by those programs.

export interface SnippetInput {
  readonly gatewayUrl: string
  readonly token: string
  /** The name that callers use: provider/model. */
  readonly model: string
}

export interface Snippet {
  readonly id: string
  readonly label: string
  readonly code: string
}

export const tokenPlaceholder = 'gth_YOUR_TOKEN'
export const sandboxModel = 'sandbox/echo'

/** Code that sends one request, to see that the gateway works. */
export function firstRequestSnippets(input: SnippetInput): readonly Snippet[] {
  return [
    curl(input),
    openaiPython(input),
    openaiNode(input),
    claudeCode(input),
    anthropicPython(input),
    anthropicJavaScript(input),
  ]
}

/** The settings that each tool needs, and what sends one request, to see that they are right. */
export function settingsSnippets(input: SnippetInput): readonly Snippet[] {
  return [
    claudeCode(input),
    curl(input),
    openaiPython(input),
    openaiNode(input),
    openaiEnvironment(input),
    anthropicEnvironment(input),
    continueConfig(input),
    aider(input),
  ]
}

function curl({ gatewayUrl, token, model }: SnippetInput): Snippet {
  return {
    id: 'curl',
    label: 'curl',
    code: `curl ${gatewayUrl}/v1/chat/completions \\
  -H 'Authorization: Bearer ${token}' \\
  -H 'Content-Type: application/json' \\
  -d '{
    "model": "${model}",
    "messages": [{"role": "user", "content": "Hello, Gatehouse"}]
  }'`,
  }
}

function openaiPython({ gatewayUrl, token, model }: SnippetInput): Snippet {
  return {
    id: 'openai-python',
    label: 'Python',
    code: `from openai import OpenAI

client = OpenAI(base_url="${gatewayUrl}/v1", api_key="${token}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello, Gatehouse"}],
)
print(answer.choices[0].message.content)`,
  }
}

function openaiNode({ gatewayUrl, token, model }: SnippetInput): Snippet {
  return {
    id: 'openai-node',
    label: 'Node',
    code: `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: '${gatewayUrl}/v1', apiKey: '${token}' })
const answer = await client.chat.completions.create({
  model: '${model}',
  messages: [{ role: 'user', content: 'Hello, Gatehouse' }],
})
console.log(answer.choices[0].message.content)`,
  }
}

function anthropicPython({ gatewayUrl, token, model }: SnippetInput): Snippet {
  return {
    id: 'anthropic-python',
    label: 'Anthropic Python',
    code: `from anthropic import Anthropic

client = Anthropic(base_url="${gatewayUrl}", api_key="${token}")
answer = client.messages.create(
    model="${model}",
    max_tokens=256,
    messages=[{"role": "user", "content": "Hello, Gatehouse"}],
)
print(answer.content[0].text)`,
  }
}

function anthropicJavaScript({ gatewayUrl, token, model }: SnippetInput): Snippet {
  return {
    id: 'anthropic-javascript',
    label: 'Anthropic Node',
    code: `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: '${gatewayUrl}', apiKey: '${token}' })
const answer = await client.messages.create({
  model: '${model}',
  max_tokens: 256,
  messages: [{ role: 'user', content: 'Hello, Gatehouse' }],
})
console.log(answer.content[0].text)`,
  }
}

function claudeCode({ gatewayUrl, token, model }: SnippetInput): Snippet {
  const pinsModel = model === sandboxModel ? `\nexport ANTHROPIC_MODEL=${model}` : ''
  return {
    id: 'claude-code',
    label: 'Claude Code',
    code: `export ANTHROPIC_BASE_URL=${gatewayUrl}
export ANTHROPIC_AUTH_TOKEN=${token}${pinsModel}
claude`,
  }
}

function openaiEnvironment({ gatewayUrl, token }: SnippetInput): Snippet {
  return {
    id: 'openai',
    label: 'OpenAI SDK',
    code: `export OPENAI_BASE_URL=${gatewayUrl}/v1
export OPENAI_API_KEY=${token}`,
  }
}

function anthropicEnvironment({ gatewayUrl, token }: SnippetInput): Snippet {
  return {
    id: 'anthropic',
    label: 'Anthropic SDK',
    code: `export ANTHROPIC_BASE_URL=${gatewayUrl}
export ANTHROPIC_API_KEY=${token}`,
  }
}

function continueConfig({ gatewayUrl, token, model }: SnippetInput): Snippet {
  return {
    id: 'continue',
    label: 'Continue',
    code: `# ~/.continue/config.yaml
models:
  - name: Gatehouse
    provider: openai
    model: ${model}
    apiBase: ${gatewayUrl}/v1
    apiKey: ${token}`,
  }
}

function aider({ gatewayUrl, token, model }: SnippetInput): Snippet {
  return {
    id: 'aider',
    label: 'Aider',
    code: `export OPENAI_API_BASE=${gatewayUrl}/v1
export OPENAI_API_KEY=${token}
aider --model openai/${model}`,
  }
}
