import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { findChromium } from './find-chromium.ts'

const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli')
const debianChromium = '/usr/bin/chromium'

/**
 * Gives the path of a Chromium that starts on this machine. Fetches one if necessary. Undefined if that fails, after saying
 * exactly what to install.
 */
export function provideChromium(): string | undefined {
  const installed = findChromium()
  if (installed !== undefined && starts(installed)) return installed

  console.log('No Chromium that starts was found: fetching one with Playwright.')
  run(process.execPath, [playwright, 'install', 'chromium'])
  const fetched = findChromium()
  if (fetched !== undefined && starts(fetched)) return fetched

  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/etc/debian_version')
  if (isRootOnDebian) {
    console.log("Playwright's Chromium cannot be had here: installing Debian's.")
    run('apt-get', ['update'])
    run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'])
    if (starts(debianChromium)) return debianChromium
  }
  console.error(
    'The browser tests need a Chromium that starts. Install one: "npx playwright install --with-deps chromium",\n' +
      '"apt-get install chromium" (Debian), "dnf install chromium" (Fedora), or Chrome from google.com/chrome;\n' +
      'or set CHROMIUM_PATH to one.',
  )
  return undefined
}

/** Tries to start a browser, because one whose libraries are missing is installed but cannot be used. */
function starts(path: string): boolean {
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 60_000 }).status === 0
}

function run(command: string, args: readonly string[]): void {
  spawnSync(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 10 * 60_000,
  })
}
