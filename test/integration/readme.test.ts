// The README's examples, run as they are written.
import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { promisify } from 'node:util'
import { createOpenAI } from '@ai-sdk/openai'
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import { generateText } from 'ai'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../support/command-line.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const root = new URL('../../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')
const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

interface Block {
  readonly language: string
  readonly code: string
}

const blocks: readonly Block[] = [...readme.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(
  ([, language = '', code = '']) => ({ language, code }),
)

/** One command a line, with its continuations and without its comment. */
const examples = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ code }) =>
    code
      .replace(/\\\n\s*/g, '')
      .trim()
      .split('\n'),
  )
  .map(line => line.replace(/\s+#.*$/, ''))

const gatehouse = 'npm run gatehouse -- '
const commandLines = examples.filter(each => each.startsWith(gatehouse))
const npmLines = examples.filter(each => each.startsWith('npm ci'))
const curlLines = examples.filter(each => each.startsWith('curl '))

let gateway: TestGateway
let homeDir: string

beforeAll(async () => {
  homeDir = temporaryHome()
  gateway = await startTestGateway({ sandbox: true })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  rmSync(homeDir, { recursive: true, force: true })
})

/** For this run's port and token. */
const forThisRun = (text: string) =>
  text.replaceAll('http://127.0.0.1:4283', gateway.gatewayUrl).replaceAll('gth_...', gateway.token)

test('every example is of a kind that is run here', () => {
  expect(blocks.map(({ language }) => language).filter(language => language !== 'sh')).toEqual([])
  expect([...commandLines, ...npmLines, ...curlLines].sort()).toEqual([...examples].sort())
  for (const kind of [commandLines, npmLines, curlLines]) expect(kind).not.toEqual([])
})

test.each(npmLines)('%s: npm has such a script', line => {
  const [, script = ''] = /^npm ci && npm (\w+)$/.exec(line) ?? []
  expect(Object.keys(scripts)).toContain(script)
})

/** What a shell makes of the line: words, and texts in quotation marks. */
const wordsOf = (line: string) => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)

test('the examples of the command line work, one after the other, on a home of their own', async () => {
  for (const line of commandLines) {
    const { code, stderr } = await runCommand(homeDir, wordsOf(line.slice(gatehouse.length)))
    expect({ line, code, stderr: code === 0 ? '' : stderr }).toEqual({ line, code: 0, stderr: '' })
  }
})

test('an example that is not what the command line takes would fail', async () => {
  for (const line of ['budget set --scope all --window day --requests 10', 'budget put', 'token create'])
    expect((await runCommand(homeDir, line)).code).toBe(2)
})

test.each(curlLines)('%s', async line => {
  const environment = { ...process.env, GATEHOUSE_TOKEN: gateway.token, no_proxy: '*' }
  const { stdout } = await promisify(execFile)('sh', ['-c', `${forThisRun(line)} -sS`], { env: environment })
  expect(JSON.parse(stdout)).toMatchObject({
    choices: [{ message: { content: expect.stringContaining('Is anybody there?') } }],
  })
})

describe('the settings of a tool reach the gateway:', () => {
  const [, table = ''] = /\| tool \| setting \|\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(readme) ?? []
  const tools = [...table.matchAll(/^\| (.+?) \| (.+) \|$/gm)].map(
    ([, tool = '', cell = '']) => [tool, settingsIn(cell)] as const,
  )
  const messages = [{ role: 'user' as const, content: 'Is anybody there?' }]
  const model = 'sandbox/echo'

  test('there are some', () => expect(tools.length).toBeGreaterThan(4))

  test.each(tools)('%s', async (_, written) => {
    const settings = Object.fromEntries(
      Object.entries(written).map(([name, value]) => [name, forThisRun(value)]),
    )
    if (settings.ANTHROPIC_BASE_URL !== undefined) {
      const client = new Anthropic({
        baseURL: settings.ANTHROPIC_BASE_URL,
        apiKey: settings.ANTHROPIC_API_KEY ?? null,
        authToken: settings.ANTHROPIC_AUTH_TOKEN ?? null,
      })
      const { content } = await client.messages.create({ model, max_tokens: 50, messages })
      return expect(content).toMatchObject([{ type: 'text', text: expect.stringContaining('anybody') }])
    }
    if (settings.host !== undefined) {
      const { host, authorization = '' } = settings
      const { message } = await new Ollama({ host, headers: { authorization } }).chat({ model, messages })
      return expect(message.content).toContain('anybody')
    }
    if (settings.GOOGLE_GEMINI_BASE_URL !== undefined) {
      const { models } = new GoogleGenAI({
        apiKey: settings.GEMINI_API_KEY ?? '',
        httpOptions: { baseUrl: settings.GOOGLE_GEMINI_BASE_URL },
      })
      const { text } = await models.generateContent({ model, contents: 'Is anybody there?' })
      return expect(text).toContain('anybody')
    }
    if (settings.wire_api === 'responses') {
      // Its token is in the environment variable that `env_key` names.
      const client = new OpenAI({ baseURL: settings.base_url ?? '', apiKey: forThisRun('gth_...') })
      const { output_text: text } = await client.responses.create({ model, input: 'Is anybody there?' })
      return expect(text).toContain('anybody')
    }
    if (settings.baseURL !== undefined) {
      const openai = createOpenAI({ baseURL: settings.baseURL, apiKey: settings.apiKey ?? '' })
      const { text } = await generateText({ model: openai(model), messages })
      return expect(text).toContain('anybody')
    }
    const client = new OpenAI({
      baseURL: settings.OPENAI_BASE_URL ?? settings.OPENAI_API_BASE ?? settings.apiBase ?? '',
      apiKey: settings.OPENAI_API_KEY ?? settings.apiKey ?? '',
    })
    const { choices } = await client.chat.completions.create({ model, messages })
    return expect(choices[0]?.message.content).toContain('anybody')
  })
})

/** `NAME=value`, `name: value` or `name = "value"`, each in its own marks. */
function settingsIn(cell: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...cell.matchAll(/`([\w]+)(?: = "|=|: )([^`"]+)"?`/g)].map(([, name = '', value = '']) => [name, value]),
  )
}
