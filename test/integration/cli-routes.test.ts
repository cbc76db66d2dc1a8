import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCommand, runCommandForJson } from '../support/command-line.ts'

let homeDir: string

beforeEach(async () => {
  homeDir = await mkdtemp(join(tmpdir(), 'gatehouse-routes-'))
})

afterEach(async () => {
  await rm(homeDir, { recursive: true, force: true })
})

const gatehouse = (args: string) => runCommand(homeDir, args)
const gatehouseJson = (args: string) => runCommandForJson(homeDir, args)

async function addProvider(): Promise<void> {
  const added = await gatehouse('provider add local --kind ollama --base-url http://127.0.0.1:9')
  expect(added.code, added.stderr).toBe(0)
}

describe('route set', () => {
  test('takes every option', async () => {
    await addProvider()
    const options = [
      '--to local/llama3 --to local/qwen3 --strategy weighted --weight 3 --weight 0.5',
      '--headers-ms 5000 --first-token-ms 20000 --tokens-per-second 2.5 --hedge-after-ms 900',
      '--on-refusal next --local-last-resort --continue-broken --no-sticky',
    ]
    expect(await gatehouseJson(`route set smart ${options.join(' ')}`)).toEqual({
      name: 'smart',
      groups: [
        {
          strategy: 'weighted',
          targets: [
            { target: 'local/llama3', weight: 3 },
            { target: 'local/qwen3', weight: 0.5 },
          ],
        },
      ],
      limits: { headersMs: 5000, firstTokenMs: 20_000, tokensPerSecond: 2.5 },
      hedge: { afterMs: 900 },
      sticky: false,
      onRefusal: 'next',
      continueBroken: true,
      localLastResort: true,
    })
  })

  test('without options but targets makes a plain list', async () => {
    await addProvider()
    expect(await gatehouseJson('route set smart --to local/llama3 --hedge')).toEqual({
      name: 'smart',
      groups: [{ strategy: 'priority', targets: [{ target: 'local/llama3' }] }],
      hedge: {},
    })
  })

  test('warns of targets that no provider serves, and sets the route all the same', async () => {
    const set = await gatehouse('route set smart --to gone/gpt-4o')
    expect(set).toEqual({
      code: 0,
      stdout: 'Set the route "smart".',
      stderr: 'No provider set up here serves the model "gone/gpt-4o". There is no provider "gone".',
    })
    expect((await gatehouse('route list')).stdout).toMatch(/^smart +priority +gone\/gpt-4o /m)
  })

  test.each([
    ['route set smart', '--to is missing'],
    ['route set smart --to gpt-4o', '--to takes PROVIDER/MODEL.'],
    ['route set smart --to a/b --strategy best', '--strategy is priority, weighted,'],
    ['route set smart --to a/b --weight 2', '--weight goes with --strategy weighted only.'],
    ['route set smart --to a/b --to c/d --strategy weighted --weight 2', 'Give --weight once for each --to'],
    [
      'route set smart --to a/b --first-token-ms 5',
      '--first-token-ms takes a whole number from 10 to 3600000.',
    ],
    ['route set smart --to a/b --on-refusal ask', '--on-refusal is next or tell.'],
    ['route set smart --to a/b --file x.json', '--file says everything'],
    ['route explain smart --needs wings', '--needs takes tools, vision'],
  ])('%s is refused', async (args, complaint) => {
    const { code, stderr } = await gatehouse(args)
    expect(code).toBe(2)
    expect(stderr).toContain(complaint)
  })

  test('refuses a name with a slash, which would hide a provider', async () => {
    const { code, stderr } = await gatehouse('route set a/b --to c/d')
    expect([code, stderr]).toEqual([2, expect.stringContaining('name must')])
  })
})

describe('a file', () => {
  const definition = {
    name: 'smart',
    groups: [
      {
        strategy: 'lowest-cost',
        targets: [{ target: 'local/llama3', limits: { firstTokenMs: 500, probeWindowMs: 400 } }],
        when: {
          inputTokensAtLeast: 10,
          needs: ['tools'],
          clients: ['editor'],
          projects: ['lab'],
          between: { from: '22:00', to: '06:00' },
          budgetLeftBelowPercent: 20,
          header: { name: 'x-tier', value: 'gold' },
        },
      },
      { strategy: 'priority', targets: [{ target: 'local/qwen3' }] },
    ],
    sticky: true,
  }

  test('is what is shown, and setting it again changes nothing', async () => {
    await addProvider()
    const file = join(homeDir, 'route.json')
    await writeFile(file, JSON.stringify(definition))
    expect(await gatehouseJson(`route set smart --file ${file}`)).toEqual(definition)
    const shown = await gatehouseJson('route show smart')
    expect(shown).toEqual(definition)
    await writeFile(file, JSON.stringify(shown))
    await gatehouse(`route set copy --file ${file}`)
    expect(await gatehouseJson('route show copy')).toEqual({ ...definition, name: 'copy' })
  })

  test.each([
    ['{"groups":[],"more":1}', 2, 'more is not known here.'],
    ['[]', 1, 'The file is no route'],
    ['{', 1, 'The file cannot be read as JSON'],
  ])('%s is refused', async (text, exitCode, complaint) => {
    const file = join(homeDir, 'route.json')
    await writeFile(file, text)
    const { code, stderr } = await gatehouse(`route set smart --file ${file}`)
    expect([code, stderr]).toEqual([exitCode, expect.stringContaining(complaint)])
  })
})

test('route remove takes it away, and a route that is not there is told', async () => {
  await gatehouse('route set smart --to gone/gpt-4o')
  expect((await gatehouse('route remove smart')).stdout).toBe('Removed the route "smart".')
  expect((await gatehouse('route remove smart')).code).toBe(1)
  expect((await gatehouse('route show smart')).stderr).toContain('There is no route "smart".')
})

test('route explain tells the targets, and what is left out with the reason', async () => {
  await addProvider()
  await gatehouse('route set smart --to local/llama3 --to gone/gpt-4o')
  const { stdout } = await gatehouse('route explain smart --input-tokens 500 --needs tools')
  expect(stdout.split('\n')).toEqual([
    'Targets in the order in which they are asked, for a request of 500 input tokens that needs tools:',
    expect.stringMatching(/^TARGET +GROUP +COST +WHY$/),
    expect.stringMatching(/^local\/llama3 +1 +0 USD +In the order in which the route lists it\.$/),
    '',
    expect.stringMatching(/^LEFT OUT +GROUP +REASON +WHY$/),
    expect.stringMatching(/^gone\/gpt-4o +1 +unknown +No provider set up here serves /),
    '',
    'Cache: off.',
  ])
  expect((await gatehouse('route explain local/llama3')).stdout).toContain('A model, not a route.')
  expect((await gatehouse('route explain smart --client nobody')).stderr).toContain(
    'There is no client "nobody".',
  )
})
