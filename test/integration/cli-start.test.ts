import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const startScript = join(import.meta.dirname, '..', '..', 'start.mjs')
const onLinux = process.platform === 'linux'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gatehouse-start-'))
  await copyFile(startScript, join(root, 'start.mjs'))
})

afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

/** A tree with a built headless entry and command line that tell what they were given. */
async function makeBuiltTree(): Promise<void> {
  await write('package.json', '{"type":"module"}')
  await write('node_modules/.package-lock.json', '{}')
  for (const entry of ['headless', 'cli']) {
    const told = `console.log(JSON.stringify(['${entry}', ...process.argv.slice(2)]))`
    await write(`out/main/${entry}.js`, `${told}; process.exitCode = 7`)
  }
}

/** Sources, and a build tool that writes the entry anew with the number of its run. */
async function addBuildTool(exitCode = 0): Promise<void> {
  await write('gateway/headless.ts', 'first')
  await write(
    'node_modules/electron-vite/bin/electron-vite.js',
    `const { appendFileSync } = require('node:fs')
     console.log('the build tool speaks')
     appendFileSync('builds', 'x')
     process.exitCode = ${exitCode}`,
  )
  await write('node_modules/electron-vite/package.json', '{"type":"commonjs"}')
}

async function addElectron(script: string): Promise<NodeJS.ProcessEnv> {
  await write('node_modules/electron/package.json', '{"type":"commonjs"}')
  await write('runtime/electron', `#!/bin/sh\n${script}\n`)
  await chmod(join(root, 'runtime/electron'), 0o755)
  return { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime') }
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), content)
}

function launch(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...inherited } = process.env
  return spawn(process.execPath, [join(root, 'start.mjs'), ...args], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = launch(args, environment)
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close'),
    text(child.stdout),
    text(child.stderr),
  ])
  return { code, stdout: stdout.trim(), stderr: stderr.trim() }
}

describe('without what it needs', () => {
  test('says to install the dependencies', async () => {
    expect(await start([])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The dependencies are missing: run "npm ci" first.',
    })
  })

  test('says that there is neither a build nor a build tool', async () => {
    await mkdir(join(root, 'node_modules'))
    expect(await start([])).toMatchObject({ code: 1, stderr: expect.stringContaining('no build tool') })
  })
})

describe('where the desktop app cannot run', () => {
  beforeEach(makeBuiltTree)

  test('starts headless with the same flags and exit code, and says why in one line', async () => {
    expect(await start(['--port', '0', '--json'])).toEqual({
      code: 7,
      stdout: '["headless","--port","0","--json"]',
      stderr: 'Starting headless: the Electron runtime is not installed.',
    })
  })

  test.runIf(onLinux)('names a missing display', async () => {
    await mkdir(join(root, 'node_modules/electron'))
    expect(await start([])).toMatchObject({ code: 7, stderr: 'Starting headless: there is no display.' })
  })

  test('names what kept the runtime from being fetched', async () => {
    await write('node_modules/electron/package.json', '{"type":"commonjs"}')
    await write(
      'node_modules/electron/install.js',
      'console.error("Error: no such host"); process.exitCode = 1',
    )
    const { code, stderr } = await start([], { DISPLAY: ':0' })
    expect(code).toBe(7)
    expect(stderr).toContain('could not be fetched (no such host).')
  })

  test('can be asked to', async () => {
    const environment = await addElectron('echo electron')
    expect(await start(['--headless', '--port', '0'], environment)).toEqual({
      code: 7,
      stdout: '["headless","--port","0"]',
      stderr: 'Starting headless: as --headless asks.',
    })
  })
})

test('passes a command on to the command line', async () => {
  await makeBuiltTree()
  expect(await start(['dashboard', '--home', '/h'])).toEqual({
    code: 7,
    stdout: '["cli","dashboard","--home","/h"]',
    stderr: '',
  })
})

test.runIf(onLinux)('ends when npm is told to end, which tells its shell alone', async () => {
  await makeBuiltTree()
  await write(
    'out/main/headless.js',
    `const alive = setInterval(() => {}, 1000)
     process.on('SIGTERM', () => { console.log('told to end'); clearInterval(alive) })
     console.log('ready')`,
  )
  const shell = spawn('sh', ['-c', `"${process.execPath}" "${join(root, 'start.mjs')}"; true`], {
    env: { ...process.env, npm_lifecycle_event: 'start' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const printed: string[] = []
  shell.stdout.setEncoding('utf8').on('data', chunk => printed.push(chunk))
  await expect.poll(() => printed.join('')).toBe('ready\n')
  shell.kill('SIGTERM')
  await expect.poll(() => printed.join(''), { timeout: 10_000 }).toBe('ready\ntold to end\n')
})

describe.runIf(onLinux)('where it can', () => {
  beforeEach(makeBuiltTree)

  test('runs Electron on the app, with the flags and its exit code', async () => {
    const environment = await addElectron('echo "$@"; exit 3')
    const { code, stdout } = await start(['--home', '/h'], environment)
    expect({ code, stdout }).toEqual({ code: 3, stdout: expect.stringMatching(/\/ --home \/h$/) })
    expect(stdout).toContain(root)
  })

  test.each(['exit 127', 'kill -ABRT $$'])(
    'starts headless when Electron ends before it began: %s',
    async script => {
      const environment = await addElectron(script)
      expect(await start(['--port', '0'], environment)).toEqual({
        code: 7,
        stdout: '["headless","--port","0"]',
        stderr: expect.stringContaining('ended before it began: starting headless.'),
      })
    },
  )

  test('passes a signal on to Electron and ends as it ends', async () => {
    const environment = await addElectron('trap "exit 9" TERM; echo ready; while :; do sleep 0.05; done')
    const child = launch([], environment)
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([9, null])
  })
})

describe('the build', () => {
  beforeEach(makeBuiltTree)

  const buildCount = async () => (await start(['--cli'])).stderr.split('the build tool speaks').length - 1

  test('runs at the first start and when a source changed, never else', async () => {
    await addBuildTool()
    expect(await buildCount()).toBe(1)
    expect(await buildCount()).toBe(0)
    await write('gateway/headless.ts', 'second')
    expect(await buildCount()).toBe(1)
    await write('renderer/new.tsx', '')
    expect(await buildCount()).toBe(1)
    expect(await buildCount()).toBe(0)
  })

  test('keeps its words out of what a command prints', async () => {
    await addBuildTool()
    expect(await start(['--cli', 'status', '--json'])).toMatchObject({
      code: 7,
      stdout: '["cli","status","--json"]',
    })
  })

  test('that failed starts nothing, and is tried again', async () => {
    await addBuildTool(1)
    expect(await start(['--cli'])).toMatchObject({ code: 1, stdout: '' })
    await addBuildTool(0)
    expect(await start(['--cli'])).toMatchObject({ code: 7, stdout: '["cli"]' })
  })

  test('can be asked for, and then nothing starts', async () => {
    await addBuildTool()
    expect(await start(['--build'])).toMatchObject({ code: 0, stdout: '' })
    expect(await start(['--build'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('the build tool speaks'),
    })
    expect(await start(['--build', '--if-changed'])).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await buildCount()).toBe(0)
  })

  test('is not needed in a copy without sources', async () => {
    expect(await start(['--cli', 'status'])).toEqual({ code: 7, stdout: '["cli","status"]', stderr: '' })
  })
})
