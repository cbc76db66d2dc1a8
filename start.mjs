// Starts everything. `npm start` opens the desktop app, or the headless gateway if the app cannot run here; `--cli`
// runs the
// command line; `--build` only builds, with `--if-changed` only what has changed. This file is plain JavaScript that old versions of Node can run too, so that on
// a
// machine where something is missing it can say what.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('.', import.meta.url))
/** The oldest version that undici and better-sqlite3 run on. */
const oldestNode = '22.19.0'
const builder = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
const stampFile = join(root, 'out', '.built')

/** If no byte of the Electron runtime arrives for this long, it cannot be downloaded here. */
const fetchStallMs = 20_000
/** If Electron crashes within this time, it could not start: a library or the sandbox is missing. */
const electronStartMs = 10_000
const parentPollMs = 500

endWithParent()
process.exitCode = await main(process.argv.slice(2))

/**
 * @param {string[]} args
 * @returns {Promise<typeof process.exitCode>}
 */
async function main(args) {
  if (!existsSync(join(root, 'node_modules')))
    return fail('The dependencies are missing: run "npm ci" first.')
  if (isOlderNode(process.versions.node)) return await runOnOwnNode(args)

  const [mode] = args
  if (!build(mode === '--build' && args[1] !== '--if-changed')) return 1
  if (mode === '--build') return 0
  if (mode === '--cli') return await runHere('cli', args.slice(1))
  // `npm start -- dashboard`: what is no flag is a command.
  if (mode !== undefined && !mode.startsWith('-')) return await runHere('cli', args)

  const flags = args.filter(argument => argument !== '--headless')
  const desktop = flags.length < args.length ? { reason: 'as --headless asks' } : await findDesktop()
  if ('electron' in desktop) {
    const code = await runElectron(desktop.electron, flags)
    if (code !== 'not-started') return code
    note('The Electron runtime ended before it began: starting headless.')
  } else {
    note(`Starting headless: ${desktop.reason}.`)
  }
  return await runHere('headless', flags)
}

/**
 * Ends this process when its parent is gone. npm sends a signal only to the shell that it runs a script in, and the shell
 * ends without passing the signal on to this process.
 */
function endWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, parentPollMs)
  watch.unref()
}

/** @param {string} line */
function note(line) {
  process.stderr.write(`${line}\n`)
}

/** @param {string} line */
function fail(line) {
  note(line)
  return 1
}

/** @param {string} version */
function isOlderNode(version) {
  return version.localeCompare(oldestNode, 'en', { numeric: true }) < 0
}

/**
 * Runs this file again with the Node that `npm ci` installs.
 * @param {string[]} args
 */
async function runOnOwnNode(args) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const own = join(root, 'node_modules', 'node', 'bin', name)
  if (!existsSync(own)) {
    return fail(
      `Gatehouse needs Node ${oldestNode} or newer and this is ${process.version}: install Node 24 from ` +
        'https://nodejs.org, or run "npm ci" with the development dependencies, which bring it along.',
    )
  }
  return exitCodeOf(await run(own, [fileURLToPath(import.meta.url), ...args]))
}

/**
 * Runs a built entry in this same process, so that it gets the signals and the terminal itself and sets the exit code.
 * @param {'cli' | 'headless'} entry
 * @param {string[]} args
 */
async function runHere(entry, args) {
  process.argv.splice(2, process.argv.length, ...args)
  await import(new URL(`./out/main/${entry}.js`, import.meta.url).href)
  return process.exitCode
}

/**
 * Builds if the sources have changed since the last build. An installed copy has no sources or no build tools: there, the
 * existing build is used as it is.
 * @param {boolean} always
 */
function build(always) {
  const isBuilt = existsSync(join(root, 'out', 'main', 'headless.js'))
  if (!existsSync(builder) || !existsSync(join(root, 'gateway', 'headless.ts'))) {
    if (isBuilt && !always) return true
    note('There is nothing built here and no build tool: run "npm ci" in a complete checkout first.')
    return false
  }
  const fingerprint = fingerprintSources()
  if (!always && isBuilt && readIfThere(stampFile) === fingerprint) return true
  note(isBuilt ? 'The sources changed: building.' : 'First start: building. This takes up to a minute, once.')
  rmSync(stampFile, { force: true })
  // What the build prints goes to standard error, because standard output is for the command's result, which may be
  // JSON.
  const built = spawnSync(process.execPath, [builder, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, process.stderr.fd],
  })
  if (built.status !== 0) return false
  writeFileSync(stampFile, fingerprint)
  return true
}

/** A hash of the files' contents. Their times would not do, because git changes those without changing the files. */
function fingerprintSources() {
  const hash = createHash('sha256')
  const folders = ['electron', 'gateway', 'renderer'].flatMap(folder => listFiles(join(root, folder)))
  const files = ['electron.vite.config.ts', 'package-lock.json', 'tsconfig.base.json'].map(name =>
    join(root, name),
  )
  for (const path of [...folders, ...files].sort()) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readIfThere(path) ?? '')
      .update('\0')
  }
  return hash.digest('hex')
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function listFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listFiles(path) : [path]
  })
}

/** @param {string} path */
function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

/** @returns {Promise<{ electron: string } | { reason: string }>} */
async function findDesktop() {
  const folder = join(root, 'node_modules', 'electron')
  if (!existsSync(folder)) return { reason: 'the Electron runtime is not installed' }
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return { reason: 'there is no display' }
  const reason = findElectron(folder) === undefined ? await fetchElectron(folder) : undefined
  const electron = findElectron(folder)
  if (electron !== undefined) return { electron }
  return { reason: `the Electron runtime could not be fetched (${reason ?? 'it is incomplete'})` }
}

/**
 * Finds the Electron runtime where Electron's own index.js looks for it, but does not download it as index.js would.
 * @param {string} folder
 */
function findElectron(folder) {
  const name = readIfThere(join(folder, 'path.txt'))
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const path = override ? join(override, name ?? 'electron') : name && join(folder, 'dist', name)
  return path && existsSync(path) ? path : undefined
}

/**
 * Runs Electron's own download as long as bytes arrive. The download itself has no time limit.
 * @param {string} folder
 * @returns {Promise<string | undefined>} why it failed
 */
async function fetchElectron(folder) {
  note('Fetching the Electron runtime (about 120 MB, once).')
  const scratch = mkdtempSync(join(tmpdir(), 'gatehouse-electron-'))
  const child = spawn(process.execPath, [join(folder, 'install.js')], {
    env: { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch, ELECTRON_GET_NO_PROGRESS: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = () => {
    child.kill()
    rmSync(scratch, { recursive: true, force: true })
  }
  const quit = () => process.exit(1)
  process.once('exit', end).once('SIGTERM', quit)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', text => {
    errors += text
  })
  let [bytes, changedAtMs] = [0, performance.now()]
  const watch = setInterval(() => {
    const now = countBytes(scratch) + countBytes(join(folder, 'dist'))
    if (now !== bytes) [bytes, changedAtMs] = [now, performance.now()]
    else if (performance.now() - changedAtMs > fetchStallMs) child.kill()
  }, 500)
  const { code, signal } = await ended(child)
  clearInterval(watch)
  process.off('exit', end).off('SIGTERM', quit)
  end()
  if (code === 0) return undefined
  if (signal !== null) return `nothing arrived for ${fetchStallMs / 1000} s`
  return errors
    .trim()
    .split('\n', 1)[0]
    ?.replace(/^\w*Error: /, '')
}

/** @param {string} folder */
function countBytes(folder) {
  try {
    return listFiles(folder).reduce((sum, path) => sum + statSync(path).size, 0)
  } catch {
    return -1 // a file was moved while it was counted, which is progress too
  }
}

/**
 * @param {string} electron
 * @param {string[]} flags
 * @returns {Promise<number | 'not-started'>}
 */
async function runElectron(electron, flags) {
  const switches = []
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    note("Running as root, for whom Chromium's sandbox does not work: the app starts without it.")
    switches.push('--no-sandbox')
  }
  const startedAtMs = performance.now()
  const outcome = await run(electron, [...switches, root, ...flags])
  const isEarly = performance.now() - startedAtMs < electronStartMs
  const isCrash = outcome.signal !== null || outcome.code === 127
  return isEarly && isCrash && !outcome.stopped ? 'not-started' : exitCodeOf(outcome)
}

/**
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ended
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Ended>}
 */
function ended(child) {
  return new Promise(resolve => {
    child.once('error', error => {
      note(error.message)
      resolve({ code: 127, signal: null })
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

/**
 * Runs a program with this process's terminal, and passes signals on to it.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<Ended & { stopped: boolean }>}
 */
async function run(command, args) {
  let stopped = false
  // The listeners are added before the child is started. A signal may come right after the start, and without a
  // listener it
  // would end this process and leave the child running.
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(name, () => {
      stopped = true
      child.kill(name)
    })
  }
  const child = spawn(command, args, { stdio: 'inherit' })
  return { ...(await ended(child)), stopped }
}

/** @param {Ended} outcome */
function exitCodeOf({ code, signal }) {
  return code ?? (signal === null ? 1 : 128 + constants.signals[signal])
}
