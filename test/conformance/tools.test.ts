// Tools of the trade as they come from the registry, at work without a person: their model speaks another format than they
// do, calls their tools, reads what these say and answers. GATEHOUSE_TEST_TOOLS=off leaves them out.
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Behaviour, type ReceivedRequest, send } from '../support/fake-upstream.ts'
import { fetchTool } from '../support/fetch-tool.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { runTool } from '../support/run-tool.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { tool as claudeCode } from './tools/claude-code.ts'
import { tool as codex } from './tools/codex.ts'
import type { Tool } from './tools/tool.ts'
import type { Said, Seen } from './translation/question.ts'
import type { Upstream } from './translation/upstream.ts'

const tools: readonly Tool[] = [claudeCode, codex]
const runTimeoutMs = 45_000
const contents = ['Die Antwort ist 4711.', 'Grüße aus 北京 🏔']
const answer = 'In den Dateien steht, was ich suche: “äöü” 🌦\nDas ist alles.'

describe.each(tools)('$name', tool => {
  let program = ''
  let missing = ''
  beforeAll(() => {
    try {
      program = provide(tool)
    } catch (error) {
      missing = (error as Error).message
      console.warn(`${tool.name} is skipped: ${missing}`)
    }
  }, 120_000)

  describe.each(tool.upstreams)('with a model that speaks %s', name => {
    let rig: GatewayRig
    let upstream: Upstream
    let homeDir: string
    beforeAll(async () => {
      ;({ upstream } = (await import(`./translation/upstreams/${name}.ts`)) as { upstream: Upstream })
      homeDir = realpathSync(temporaryHome())
      rig = await openGatewayRig({ providers: origin => [providerOf(upstream, origin)] })
      await rig.gateway.admin.setPrice({
        providerId: 'only',
        model: upstream.model,
        inputUsdPerMillion: '1',
        outputUsdPerMillion: '2',
      })
    })
    afterAll(async () => {
      await rig[Symbol.asyncDispose]()
      rmSync(homeDir, { recursive: true, force: true })
    })

    test('calls its tools, reads their results and answers', {
      timeout: runTimeoutMs + 5_000,
    }, async context => {
      if (missing !== '') return context.skip(missing)
      const workDir = join(homeDir, 'work')
      mkdirSync(workDir)
      const files = contents.map((content, index) => {
        const file = join(workDir, `file-${index}.txt`)
        writeFileSync(file, `${content}\n`)
        return file
      })
      rig.upstream.script(asModel(tool, upstream, files))

      const { args, environment } = tool.prepare({
        gatewayUrl: rig.gateway.gatewayUrl,
        token: rig.gateway.token,
        model: `only/${upstream.model}`,
        homeDir,
        prompt: 'Was steht in den Dateien?',
      })
      const outcome = await runTool({
        program,
        args,
        environment,
        homeDir,
        cwd: workDir,
        timeoutMs: runTimeoutMs,
      })

      const seen = rig.calls().map(({ body }) => upstream.see(String(body)))
      expect(outcome, outcome.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(answer) })
      const told = seen.findLast(({ results }) => results.length > 0)
      expect(told).toMatchObject({
        isPaired: true,
        results: contents.map(content => expect.stringContaining(content)),
        texts: expect.arrayContaining([
          expect.stringContaining('Was steht in den Dateien?'),
          'Ich sehe nach.',
        ]),
      })
    })
  })
})

function provide({ binary, ...tool }: Tool): string {
  if (process.env.GATEHOUSE_TEST_TOOLS === 'off') throw new Error('GATEHOUSE_TEST_TOOLS is off')
  if (binary === undefined) throw new Error(`no program for ${process.platform} on ${process.arch}`)
  return fetchTool({ ...tool, binary })
}

const providerOf = ({ basePath, kind }: Upstream, origin: string) => ({
  id: 'only',
  kind,
  baseUrl: origin + basePath,
  key: 'sk-key-of-the-provider-0123',
})

/** A model that has the files printed and then answers. Whatever else a tool asks it, it says one word. */
function asModel(tool: Tool, upstream: Upstream, files: readonly string[]): Behaviour {
  const say = (seen: Seen): Said => {
    if (seen.results.length > 0) return { text: answer.split(/(?<= )/), finish: 'stop' }
    const calls = tool.callsFor(seen, files)
    return calls.length > 0
      ? { text: ['Ich ', 'sehe nach.'], calls, finish: 'calls' }
      : { text: ['Dateien'], finish: 'stop' }
  }
  return {
    answer: ({ body, path }: ReceivedRequest) => {
      const isStream = /"stream":\s*true/.test(String(body)) || path.includes('stream')
      return upstream.answer(say(upstream.see(String(body))), isStream)
    },
    steps: [send(undefined, { chunkBytes: [61, 7, 300] })],
  }
}
