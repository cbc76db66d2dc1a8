// Tools of the trade as they come from the registry, at work without a person: their model speaks another format than they
// do, calls their tools, reads what these say and answers. GATEHOUSE_TEST_TOOLS=off leaves them out.
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Behaviour, type ReceivedRequest, send } from '../support/fake-upstream.ts'
import { fetchTool } from '../support/fetch-tool.ts'
import { type GatewayRig, openGatewayRig } from '../support/gateway-rig.ts'
import { runTool } from '../support/run-tool.ts'
import { temporaryHome } from '../support/temporary-home.ts'
import { tool as claudeCode } from './tools/claude-code.ts'
import { tool as codex } from './tools/codex.ts'
import { type Case, type Task, type Tool, thinking } from './tools/tool.ts'
import type { Said, Seen } from './translation/question.ts'
import type { Upstream } from './translation/upstream.ts'

const tools: readonly Tool[] = [claudeCode, codex]
const runTimeoutMs = 45_000
const prompt = 'Was steht in den Dateien?'
const contents = ['Die Antwort ist 4711.', 'Grüße aus 北京 🏔']
const written = 'Äpfel & Birnen: 42 %'
const answer = 'In den Dateien steht, was ich suche: “äöü” 🌦\nDas ist alles.'
const refusal = 'The model is not for you today.'

const upstreams = new Map(
  await Promise.all(
    [...new Set(tools.flatMap(({ cases }) => cases.map(({ upstream }) => upstream)))].map(async name => {
      const file = (await import(`./translation/upstreams/${name}.ts`)) as { readonly upstream: Upstream }
      return [name, file.upstream] as const
    }),
  ),
)

// The same gateway for all: what it learns once, such as how to count tokens, takes longer than all the rest.
let rig: GatewayRig
beforeAll(async () => {
  rig = await openGatewayRig({
    providers: origin => [...upstreams].map(([name, upstream]) => providerOf(name, upstream, origin)),
  })
})
afterAll(() => rig[Symbol.asyncDispose]())

describe.each(tools)('$name', tool => {
  let program = ''
  let missing = ''
  beforeAll(async () => {
    try {
      program = await provide(tool)
    } catch (error) {
      missing = (error as Error).message
      console.warn(`${tool.name} is skipped: ${missing}`)
    }
  }, 120_000)

  const options = { timeout: runTimeoutMs + 10_000 }
  test.for(tool.cases.map(labelled))('does a task with $label', options, async (each, { skip }) => {
    if (missing !== '') return skip(missing)
    await using desk = await openDesk(each)
    const { task, upstream } = desk
    rig.upstream.script(asModel(tool, upstream, task))

    const outcome = await runTool({ program, timeoutMs: runTimeoutMs, ...desk, ...tool.prepare(desk) })

    expect(outcome, outcome.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining(answer) })
    expect(readFileSync(task.target, 'utf8').trim()).toBe(written)
    const last = String(rig.lastCall().body)
    const { isPaired, results, texts } = upstream.see(last)
    expect(isPaired).toBe(true)
    for (const content of contents) expect(results.join('\n')).toContain(content)
    expect(texts.some(text => text.includes(prompt))).toBe(true)
    expect(texts).toContain('Ich sehe nach.')
    expect(last.includes(each.returns), `The model is told again: ${each.returns}`).toBe(true)
  })

  test.for(tool.cases.slice(0, 1).map(labelled))(
    'shows why $label refuses',
    options,
    async (each, { skip }) => {
      if (missing !== '') return skip(missing)
      await using desk = await openDesk(each)
      rig.upstream.script({ answer: desk.upstream.failure(400, refusal) })

      const outcome = await runTool({ program, timeoutMs: runTimeoutMs, ...desk, ...tool.prepare(desk) })

      expect(outcome.code).toBe(1)
      expect(outcome.stdout + outcome.stderr).toContain(refusal)
    },
  )
})

/** The files of a task, and an empty home for the tool that is to do it. */
async function openDesk({ model: named, upstream: name }: Case) {
  const upstream = upstreams.get(name)
  if (!upstream) throw new Error(`There is no upstream ${name}`)
  const model = named ?? upstream.model
  const rates = { inputUsdPerMillion: '1', outputUsdPerMillion: '2' }
  await rig.gateway.admin.setPrice({ providerId: name, model, ...rates })
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
    ...{ upstream, task, homeDir, cwd, gatewayUrl, token, prompt },
    model: `${name}/${model}`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A name for the report. */
const labelled = (each: Case) => ({
  ...each,
  label: `${each.model ?? 'a model'} that speaks ${each.upstream}`,
})

async function provide({ binary, ...tool }: Tool): Promise<string> {
  if (process.env.GATEHOUSE_TEST_TOOLS === 'off') throw new Error('GATEHOUSE_TEST_TOOLS is off')
  if (binary === undefined) throw new Error(`no program for ${process.platform} on ${process.arch}`)
  return await fetchTool({ ...tool, binary })
}

const providerOf = (id: string, { basePath, kind }: Upstream, origin: string) => ({
  id,
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
      ? { ...thinking, text: ['Ich ', 'sehe nach.'], calls, finish: 'calls' }
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
