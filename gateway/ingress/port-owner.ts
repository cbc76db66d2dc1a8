import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'

/** The program that listens on a loopback port, as far as the system tells: 'ollama (pid 1234)', or 'another program'. */
export async function ownerOfPort(port: number): Promise<string> {
  const pid = process.platform === 'linux' ? await pidOnLinux(port) : await pidByLsof(port)
  if (pid === undefined) return 'another program'
  return `${(await nameOf(pid)) ?? 'a program'} (pid ${pid})`
}

const listening = '0A'

async function pidOnLinux(port: number): Promise<number | undefined> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(file => readFile(file, 'utf8').catch(() => '')),
  )
  const inodes = tables
    .flatMap(table => table.split('\n').slice(1))
    .map(line => line.trim().split(/\s+/))
    .filter(
      ([, local, , state]) => state === listening && Number.parseInt(local?.split(':')[1] ?? '', 16) === port,
    )
    .map(fields => `socket:[${fields[9]}]`)
  if (inodes.length === 0) return undefined
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const descriptors = await readdir(`/proc/${entry}/fd`).catch(() => [])
    for (const descriptor of descriptors) {
      const link = await readlink(`/proc/${entry}/fd/${descriptor}`).catch(() => '')
      if (inodes.includes(link)) return Number(entry)
    }
  }
  return undefined
}

async function pidByLsof(port: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined
  const output = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'])
  const pid = Number.parseInt(output, 10)
  return Number.isNaN(pid) ? undefined : pid
}

async function nameOf(pid: number): Promise<string | undefined> {
  const name =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
      : await run('ps', ['-o', 'comm=', '-p', String(pid)])
  return name.trim() || undefined
}

function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise(resolve => {
    execFile(command, args, { timeout: 2000 }, (error, stdout) => resolve(error ? '' : stdout))
  })
}
