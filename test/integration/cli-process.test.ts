import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { askSandbox, type CliHome, launchCli, openCliHome, runCliProcess } from '../support/cli-process.ts'

let home: CliHome

beforeEach(async () => {
  home = await openCliHome()
})

afterEach(() => home.close())

describe('the first start', () => {
  test('prints one token that works, and the next start prints none', async () => {
    const first = await home.serve()
    expect(first.token).toMatch(/^gth_/)
    expect((await askSandbox(first, first.token)).status).toBe(200)
    expect(await first.end()).toBe(0)

    const second = await home.serve()
    expect(second.token).toBeNull()
    expect((await askSandbox(second, first.token)).status).toBe(200)
  })

  test('tells a person the addresses, the vault, the token and why the sandbox is on', async () => {
    const child = launchCli(['serve', '--home', home.homeDir, '--port', '0', '--admin-port', '0'])
    const lines: string[] = []
    for await (const line of createInterface(child.stdout)) {
      lines.push(line)
      if (line.includes('Token')) child.kill('SIGTERM')
    }
    expect(lines).toEqual([
      expect.stringMatching(/^Gatehouse \d+\.\d+\.\d+$/),
      expect.stringMatching(/^ {2}Gateway {4}http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^ {2}Dashboard {2}http:\/\/127\.0\.0\.1:\d+\/#token=\S+$/),
      `  Home       ${home.homeDir}`,
      expect.stringContaining('the key file vault.key'),
      expect.stringContaining('on, because no provider is set up yet'),
      expect.stringMatching(/^ {2}Token {6}gth_\S+ \(client "default", shown once: keep it\)$/),
    ])
  })

  test('does not turn the sandbox on beside a real provider, unless asked', async () => {
    const provider = ['mine', '--kind', 'openai-compatible', '--base-url', 'http://127.0.0.1:9/v1']
    await home.cliJson(['provider', 'add', ...provider, '--key-stdin'], { stdin: 'sk-1' })
    const quiet = await home.serve()
    expect(await home.cliJson(['status'])).toMatchObject({ running: true, sandbox: false })
    await quiet.end()
    await home.serve(['--sandbox'])
    expect(await home.cliJson(['status'])).toMatchObject({ running: true, sandbox: true })
  })
})

describe('one owner', () => {
  test('serves every other command', async () => {
    const gateway = await home.serve()
    const { pid, gatewayUrl } = gateway
    expect(await home.cliJson(['status'])).toMatchObject({ running: true, pid, gatewayUrl, clients: 1 })
    const { token } = (await home.cliJson(['token', 'create', '--name', 'notebook'])) as { token: string }
    expect((await askSandbox(gateway, token)).status).toBe(200)
    await home.cliJson(['token', 'revoke', 'notebook'])
    expect((await askSandbox(gateway, token)).status).toBe(401)
  })

  test('keeps a second one out and is named by its pid, in one line', async () => {
    const { pid } = await home.serve()
    const second = await home.cli(['serve', '--port', '0', '--admin-port', '0'])
    expect(second).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^[^\n]+\n$/) })
    expect(second.stderr).toContain(`pid ${pid}`)
    expect(await home.cliJson(['status'])).toMatchObject({ running: true, pid })
  })

  test('keeps a second one out though its lock was deleted under it', async () => {
    const first = await home.serve()
    const { token } = (await home.cliJson(['token', 'create', '--name', 'notebook'])) as { token: string }
    const files = await readdir(home.homeDir)
    for (const file of files.filter(name => name.startsWith('lock.db') || name === 'instance.json')) {
      await rm(join(home.homeDir, file))
    }
    for (let again = 0; again < 2; again++) {
      const second = await home.cli(['serve', '--port', '0', '--admin-port', '0'])
      expect(second).toMatchObject({ code: 1, stdout: '' })
      expect(second.stderr).toContain('Another program has ledger.db')
      expect(second.stderr).toContain(`pid ${first.pid}`)
    }
    expect(await home.cli(['budget', 'list'])).toMatchObject({ code: 1 })
    expect((await askSandbox(first, token)).status).toBe(200)
    expect(await first.end()).toBe(0)
    await (await home.serve()).end()
  })

  test('keeps a second one out though its lock and its ledger were moved away', async () => {
    await home.serve()
    for (const file of await readdir(home.homeDir)) {
      if (/^(?:lock|ledger)\.db|^instance/.test(file)) await rm(join(home.homeDir, file))
    }
    const second = await home.cli(['serve', '--port', '0', '--admin-port', '0'])
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('ledger.db') })
  })

  test('that was killed leaves a note that nobody believes', async () => {
    const killed = await home.serve()
    await killed.end('SIGKILL')
    expect(await readdir(home.homeDir)).toContain('instance.json')
    expect(await home.cliJson(['status'])).toMatchObject({ running: false })
    expect((await home.serve()).pid).not.toBe(killed.pid)
  })

  test('is not mistaken for another program that took its pid and port', async () => {
    const stranger = createServer(socket => {
      socket.on('error', () => undefined)
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi')
    })
    await once(stranger.listen(0, '127.0.0.1'), 'listening')
    const { port } = stranger.address() as { port: number }
    const note = { pid: process.pid, gatewayUrl: '', adminUrl: `http://127.0.0.1:${port}`, adminToken: 'x' }
    await writeFile(join(home.homeDir, 'instance.json'), JSON.stringify(note))
    expect(await home.cliJson(['status'])).toMatchObject({ running: false })
    stranger.close()
  })

  test('writes its note for its own eyes and takes it away at the end', async () => {
    const owner = await home.serve()
    if (process.platform !== 'win32') {
      expect((await stat(join(home.homeDir, 'instance.json'))).mode & 0o777).toBe(0o600)
    }
    await owner.end()
    expect(await readdir(home.homeDir)).not.toContain('instance.json')
  })
})

describe('the end', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    'at %s waits for running requests and exits with 0',
    async signal => {
      const gateway = await home.serve()
      const answer = await askSandbox(gateway, gateway.token, { stream: true, tokensPerSecond: 20 })
      const ended = gateway.end(signal)
      expect(await answer.text()).toContain('[DONE]')
      expect(await ended).toBe(0)
    },
  )

  test('comes at once at a second signal', async () => {
    const gateway = await home.serve()
    const answer = await askSandbox(gateway, gateway.token, { stream: true, tokensPerSecond: 1 })
    const broken = answer.text().catch(() => 'broken')
    const exited = once(gateway.child, 'exit')
    const again = setInterval(() => gateway.child.kill('SIGTERM'), 300)
    expect(await exited).toEqual([1, null])
    clearInterval(again)
    await broken
  })

  test('survives that nobody reads standard output', async () => {
    const gateway = await home.serve()
    gateway.child.stdout.destroy()
    expect((await askSandbox(gateway, gateway.token)).status).toBe(200)
    expect(await gateway.end()).toBe(0)
  })
})

describe('a start that cannot be', () => {
  test('names the port and its flag in one line', async () => {
    const { gatewayUrl } = await home.serve()
    const { port } = new URL(gatewayUrl)
    const otherHome = await mkdtemp(join(tmpdir(), 'gatehouse-cli-'))
    const taken = await runCliProcess(['serve', '--home', otherHome, '--port', port, '--admin-port', '0'])
    await rm(otherHome, { recursive: true, force: true })
    expect(taken).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^[^\n]+\n$/) })
    expect(taken.stderr).toContain(port)
    expect(taken.stderr).toContain('--port')
  })

  test('refuses a log level that does not exist', async () => {
    const { code, stderr } = await home.cli(['serve'], { environment: { GATEHOUSE_LOG_LEVEL: 'loud' } })
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('GATEHOUSE_LOG_LEVEL is one of'),
    })
  })
})

test('--home wins over GATEHOUSE_HOME', async () => {
  const { code } = await home.cli(['status'], { environment: { GATEHOUSE_HOME: '/dev/null/never' } })
  expect(code).toBe(0)
  const { stdout } = await runCliProcess(['status', '--json'], {
    environment: { GATEHOUSE_HOME: home.homeDir },
  })
  expect(JSON.parse(stdout)).toMatchObject({ homeDir: home.homeDir })
})
