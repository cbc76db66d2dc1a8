import { mkdirSync } from 'node:fs'
import { app, dialog } from 'electron'
import { GatewayError, toGatewayError } from '../gateway/errors.ts'

/**
 * Puts Chromium's own files and the single-instance lock into `dir`, so that one program can run for each home folder.
 * To be called before `ready`.
 */
export function keepFilesIn(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new GatewayError('home_unusable', { homeDir: dir, reason }, { cause: error })
  }
  app.setPath('userData', dir)
  app.setPath('sessionData', dir)
}

/** Ignores errors of writing to standard output and error: the terminal may be closed while the program still runs. */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** Shows on the screen and on stderr why the program cannot run, and ends it with exit code 1. */
export function fail(thrown: unknown): void {
  const error = toGatewayError(thrown)
  const message = error.code === 'internal' ? explain(thrown) : error.message
  process.stderr.write(`${message}\n`)
  dialog.showErrorBox('Gatehouse cannot start', message)
  app.exit(1)
}

function explain(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}
