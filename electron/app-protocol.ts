import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Protocol } from 'electron'

export const appScheme = 'app'
export const appOrigin = 'app://gatehouse'
export const appPage = `${appOrigin}/index.html`

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
}

/** To be called before `ready`. The scheme allows neither fetch nor CORS: the page gets its data over IPC only. */
export function declareAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges: { standard: true, secure: true } }])
}

/**
 * Serves the built dashboard: the files that are in `rendererDir` at this moment, by their exact path, and nothing
 * else.
 */
export function serveAppFiles(protocol: Pick<Protocol, 'handle'>, rendererDir: string): void {
  const files = listFiles(rendererDir)
  protocol.handle(appScheme, async request => {
    const { host, pathname } = new URL(request.url)
    const path = host === 'gatehouse' && request.method === 'GET' ? files.get(pathname) : undefined
    if (path === undefined) return new Response(null, { status: 404, headers })
    return new Response(new Uint8Array(await readFile(path)), {
      headers: { ...headers, 'content-type': contentTypes[extname(path)] ?? 'application/octet-stream' },
    })
  })
}

/** Maps the URL path of each file to the file's path on disk. */
function listFiles(dir: string, urlPath = '/'): ReadonlyMap<string, string> {
  const found = readdirSync(dir, { withFileTypes: true }).flatMap(entry => {
    const path = join(dir, entry.name)
    const url = urlPath + entry.name
    return entry.isDirectory() ? [...listFiles(path, `${url}/`)] : [[url, path] as const]
  })
  return new Map(found)
}
