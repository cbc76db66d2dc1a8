import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** The component library injects styles, so inline styles are allowed. Nothing else is an exception. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export interface DashboardFile {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export interface DashboardFiles {
  /**
   * Finds a file by the path of a URL. Only files that were in the folder at start are served, so no path can lead out of
   * it.
   */
  find(path: string): DashboardFile | undefined
}

export function openDashboardFiles(dir: string | undefined): DashboardFiles {
  const paths = new Map<string, string>()
  if (dir !== undefined) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      paths.set(`/${relative(dir, file).split(sep).join('/')}`, file)
    }
  }
  return {
    find(path) {
      const file = paths.get(path === '/' ? '/index.html' : path)
      return file === undefined ? undefined : { body: readFileSync(file), headers: headersFor(file) }
    },
  }
}

function headersFor(file: string): Readonly<Record<string, string>> {
  return {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // The names of built files contain a hash, so they may be cached for a year. The page that refers to them must not be
    // cached.
    'cache-control': extname(file) === '.html' ? 'no-store' : 'max-age=31536000, immutable',
  }
}
