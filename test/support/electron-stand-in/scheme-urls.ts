// Chromium takes no custom schemes from outside. The page of app://host/path is shown at an https address of its own,
// so that origins, policies and storage behave as a standard, secure scheme's do.
const suffix = '.stand-in.invalid'

/** app://gatehouse/index.html -> https://gatehouse.app.stand-in.invalid/index.html */
export function toWebUrl(schemeUrl: string): string {
  const { protocol, host, pathname, search, hash } = new URL(schemeUrl)
  return `https://${host}.${protocol.slice(0, -1)}${suffix}${pathname}${search}${hash}`
}

/** The other way; an address of the web's own stays as it is. */
export function toSchemeUrl(webUrl: string): string {
  const { host, pathname, search, hash } = new URL(webUrl)
  if (!host.endsWith(suffix)) return webUrl
  const names = host.slice(0, -suffix.length).split('.')
  return `${names.at(-1)}://${names.slice(0, -1).join('.')}${pathname}${search}${hash}`
}

/** 'app://gatehouse', as WebFrameMain gives it. */
export function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return host === '' ? 'null' : `${protocol}//${host}`
}
