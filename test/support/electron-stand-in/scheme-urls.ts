// Chromium cannot be given custom schemes from outside. So app://host/path is shown at an https address of its own. Origins,
// policies and storage then behave like those of a standard, secure scheme.
const suffix = '.stand-in.invalid'

/** app://gatehouse/index.html -> https://gatehouse.app.stand-in.invalid/index.html */
export function toWebUrl(schemeUrl: string): string {
  const { protocol, host, pathname, search, hash } = new URL(schemeUrl)
  return `https://${host}.${protocol.slice(0, -1)}${suffix}${pathname}${search}${hash}`
}

/** The opposite of `toWebUrl`. Other addresses are returned unchanged. */
export function toSchemeUrl(webUrl: string): string {
  const { host, pathname, search, hash } = new URL(webUrl)
  if (!host.endsWith(suffix)) return webUrl
  const names = host.slice(0, -suffix.length).split('.')
  return `${names.at(-1)}://${names.slice(0, -1).join('.')}${pathname}${search}${hash}`
}

/** The origin in the form of WebFrameMain, such as 'app://gatehouse'. */
export function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return host === '' ? 'null' : `${protocol}//${host}`
}
