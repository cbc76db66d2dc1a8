// Tools of the trade as they come from the registry, at work without a person: their model speaks another format than they
// do, calls their tools, reads what these say and answers. GATEHOUSE_TEST_TOOLS=off leaves them out.
import { mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Behaviour, type ReceivedRequest, send } from '../support/fake-upstream.ts'
import { fetchTool } from '../support/fetch-tool.ts'
import { openGatewayRig } from '../support/gateway-rig.ts'
import { runTool } from '../support/run-tool.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { tool as claudeCode } from './tools/claude-code.ts'
import { tool as codex } from './tools/codex.ts'
import type { Case, Task, Tool } from './tools/tool.ts'
import type { Said, Seen } from './translation/question.ts'
import type { Upstream } from './translation/upstream.ts'

const tools: readonly Tool[] = [claudeCode, codex]
const runTimeoutMs = 45_000
const prompt = 'Was steht in den Dateien?'
const contents = ['Die Antwort ist 4711.', 'Grüße aus 北京 🏔']
const written = 'Äpfel & Birnen: 42 %'
const answer = 'In den Dateien steht, was ich suche: “äöü” 🌦\nDas ist alles.'
const signature = 'c2lnbmVkLWJ5LXRoZS1wcm92aWRlcg=='

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

  const title = 'does a task with $label'
  const options = { timeout: runTimeoutMs + 10_000 }
  test.for(tool.cases.map(labelled))(title, options, async (each, { skip }) => {
    if (missing !== '') return skip(missing)
    const { upstream } = (await import(`./translation/upstreams/${each.upstream}.ts`)) as {
      readonly upstream: Upstream
    }
    await using desk = await openDesk(upstream, each.model ?? upstream.model)
    const { rig, task } = desk
    rig.upstream.script(asModel(tool, upstream, task))

    const start = tool.prepare(desk)
    const outcome = await runTool({ program, timeoutMs: runTimeoutMs, ...desk, ...start })

    expect(outcome, outcome.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(answer) })
    expect(readFileSync(task.target, 'utf8').trim()).toBe(written)
    const last = String(rig.lastCall().body)
    const { isPaired, results, texts } = upstream.see(last)
    expect(isPaired).toBe(true)
    for (const content of contents) expect(results.join('\n')).toContain(content)
    expect(texts.join('\n')).toContain(prompt)
    expect(texts).toContain('Ich sehe nach.')
    if (each.upstream !== 'chat') expect(last).toContain(signature)
  })
})

/** A gateway in front of a model, and on the desk the files of a task and an empty home. */
async function openDesk(upstream: Upstream, model: string) {
  const rig = await openGatewayRig({ providers: origin => [providerOf(upstream, origin)] })
  await rig.gateway.admin.setPrice({
    providerId: 'only',
    model,
    inputUsdPerMillion: '1',
    outputUsdPerMillion: '2',
  })
  const folder = realpathSync(temporaryHome())
  const [homeDir, cwd] = [join(folder, 'home'), join(folder, 'work')]
  for (const each of [homeDir, cwd]) mkdirSync(each)
  const sources = contents.map((content, index) => {
    const file = join(cwd, `file-${index}.txt`)
    writeFileSync(file, `${content}\n`)
    return file
  })
  const task: Task = { sources, target: join(cwd, 'written.txt'), text: written }
  const { gatewayUrl, token } = rig.gateway
  return {
    ...{ rig, task, homeDir, cwd, gatewayUrl, token, prompt },
    model: `only/${model}`,
    async [Symbol.asyncDispose]() {
      await rig[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A name for the report. */
const labelled = (each: Case) => ({
  ...each,
  label: `${each.model ?? 'a model'} that speaks ${each.upstream}`,
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

/** A model that does the task with the tool and then answers. Whatever else the tool asks it, it says one word. */
function asModel(tool: Tool, upstream: Upstream, task: Task): Behaviour {
  const say = (seen: Seen): Said => {
    if (seen.results.length > 0) return { text: answer.split(/(?<= )/), finish: 'stop' }
    const calls = tool.callsFor(seen, task)
    return calls.length > 0
      ? { reasoning: 'Erst lesen.', signature, text: ['Ich ', 'sehe nach.'], calls, finish: 'calls' }
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
