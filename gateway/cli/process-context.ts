import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { endOnUnhandled } from '../lifecycle/last-resort.ts'
import type { CommandContext } from './command.ts'
import { findDesktop } from './desktop.ts'
import { findPlaces } from './places.ts'

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * One press of Ctrl-C arrives as several signals: the terminal sends one to every process of the group, and npm passes its
 * own on. Signals within this time count as one.
 */
const sameKeyPressMs = 500

/** The context of this process. `entryUrl` is the `import.meta.url` of the program's entry. */
export function openProcessContext(entryUrl: string): CommandContext {
  const environment = { ...process.env }
  delete process.env.GATEHOUSE_PASSPHRASE // so that workers and child processes do not inherit it
  return {
    environment,
    places: findPlaces(entryUrl),
    print: line => process.stdout.write(`${line}\n`),
    note: line => process.stderr.write(`${line}\n`),
    readSecret,
    confirm,
    stopSignal: listenOnce(),
    endOnUnhandled: (log, close) => endOnUnhandled({ process, log, close, exit: code => process.exit(code) }),
    exitWithin: ms => void setTimeout(() => process.exit(), ms).unref(),
    isTerminal: process.stdout.isTTY === true,
    desktop: findDesktop(process.env, process.platform),
    outputClosed: watchOutput(),
  }
}

async function readSecret(): Promise<string> {
  if (!process.stdin.isTTY) return await text(process.stdin)
  process.stderr.write('Key (not shown): ')
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: mute, terminal: true })
  terminal.on('SIGINT', () => process.exit(130))
  try {
    return await terminal.question('')
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}

async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.on('SIGINT', () => process.exit(130))
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}

function listenOnce(): () => AbortSignal {
  let signal: AbortSignal | undefined
  return () => {
    signal ??= listenForStop()
    return signal
  }
}

/** The first signal closes the program in order. A second one, sent on purpose, ends the process at once. */
function listenForStop(): AbortSignal {
  const stop = new AbortController()
  let firstAtMs: number | undefined
  for (const name of stopSignals) {
    process.on(name, () => {
      const nowMs = performance.now()
      firstAtMs ??= nowMs
      if (nowMs - firstAtMs > sameKeyPressMs) process.exit(1)
      stop.abort()
    })
  }
  return stop.signal
}

function watchOutput(): AbortSignal {
  const closed = new AbortController()
  process.stdout.on('error', error => {
    // The reader has gone, as `| head` does after some lines, which is no failure. The first write then fails with
    // EPIPE,
    // later ones with ERR_STREAM_DESTROYED.
    if (!('code' in error) || !['EPIPE', 'ERR_STREAM_DESTROYED'].includes(String(error.code))) throw error
    closed.abort()
  })
  return closed.signal
}
