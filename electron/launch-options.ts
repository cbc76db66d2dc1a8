import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { chooseHomeDir } from '../gateway/config/default-home.ts'
import type { Config } from '../gateway/config/schema.ts'
import { GatewayError } from '../gateway/errors.ts'

export interface LaunchOptions {
  readonly homeDir: string
  readonly overrides: Partial<Config>
  readonly sandbox: boolean
  readonly acceptNewLedger: boolean
}

/**
 * Reads the flags that the headless program has as well. Chromium's own switches come in the same list, so flags that
 * are not known here are ignored.
 * Throws GatewayError `input_invalid`.
 */
export function readLaunchOptions(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): LaunchOptions {
  const { values } = parseArgs({
    args: [...argv],
    strict: false,
    options: {
      home: { type: 'string' },
      port: { type: 'string' },
      'admin-port': { type: 'string' },
      sandbox: { type: 'boolean' },
      'accept-new-ledger': { type: 'boolean' },
    },
  })
  const port = readPort('port', values.port)
  const adminPort = readPort('admin-port', values['admin-port'])
  return {
    homeDir: chooseHomeDir(readText('home', values.home), environment, platform, homedir()),
    overrides: {
      ...(port === undefined ? {} : { port }),
      ...(adminPort === undefined ? {} : { adminPort }),
    },
    sandbox: values.sandbox === true,
    acceptNewLedger: values['accept-new-ledger'] === true,
  }
}

type FlagValue = string | boolean | (string | boolean)[] | undefined

function readText(flag: string, value: FlagValue): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value
  throw new GatewayError('input_invalid', { reason: `--${flag} needs a value.` })
}

function readPort(flag: string, value: FlagValue): number | undefined {
  const text = readText(flag, value)
  if (text === undefined) return undefined
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65535) return port
  throw new GatewayError('input_invalid', {
    reason: `--${flag} needs a port from 0 to 65535, not "${text}".`,
  })
}
