const usualPort = '11434'

/**
 * The address at which a client reaches the server of OLLAMA_HOST, read as the server itself reads it: the scheme is http,
 * the host 127.0.0.1 and the port 11434 where they are left out, but a written scheme brings its own port, 80 or 443. The
 * server may listen at all addresses, which nobody can connect to, so that the loopback address takes their place. Undefined
 * if the value is no address. https://github.com/ollama/ollama/blob/main/envconfig/config.go
 */
export function ollamaAddress(value: string): string | undefined {
  const text = value
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim()
  const [, scheme = '', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/i.exec(text) ?? []
  const protocol = scheme === '' ? 'http' : scheme.toLowerCase()
  if (protocol !== 'http' && protocol !== 'https') return undefined
  const slash = rest.indexOf('/')
  const [authority, path] = slash < 0 ? [rest, ''] : [rest.slice(0, slash), rest.slice(slash)]
  if (authority.includes('@')) return undefined
  const { host, port } = splitAuthority(authority)
  const chosenPort = validPort(port) ?? (scheme === '' ? usualPort : protocol === 'https' ? '443' : '80')
  const url = URL.parse(`${protocol}://${dialable(host)}:${chosenPort}${path}`)
  if (url === null || url.search + url.hash !== '') return undefined
  return url.origin + url.pathname.replace(/\/+$/, '')
}

function splitAuthority(authority: string): { readonly host: string; readonly port: string | undefined } {
  const [, bracketed, bracketedPort] = /^\[([^\]]*)\](?::(.*))?$/.exec(authority) ?? []
  if (bracketed !== undefined) return { host: `[${bracketed}]`, port: bracketedPort }
  // More than one colon without brackets is an IPv6 address without a port.
  if (authority.split(':').length > 2) return { host: `[${authority}]`, port: undefined }
  const [host = '', port] = authority.split(':')
  return { host, port }
}

/** A port that is no number from 0 to 65535 counts as left out. */
function validPort(port: string | undefined): string | undefined {
  return port !== undefined && /^\d{1,5}$/.test(port) && Number(port) <= 65_535 ? port : undefined
}

function dialable(host: string): string {
  if (host === '' || /^0+(\.0+){0,3}$/.test(host)) return '127.0.0.1'
  return /^\[[0:]*\]$/.test(host) ? '[::1]' : host
}
