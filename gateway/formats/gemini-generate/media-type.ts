const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
}

const film = /^https:\/\/(?:(?:www\.|m\.)?youtube\.com|youtu\.be)\//

/** What the name at the end of the path says. */
export function mediaTypeOfUrl(url: string): string | undefined {
  if (film.test(url)) return 'video/*'
  const [, ending = ''] = /\.([A-Za-z0-9]{1,8})(?:[?#].*)?$/.exec(url) ?? []
  const name = ending.toLowerCase()
  return Object.hasOwn(types, name) ? types[name] : undefined
}

/**
 * A file that the provider keeps, or a film that it alone can open:
 * https://ai.google.dev/gemini-api/docs/file-input-methods
 */
export function isOwnFile(uri: string): boolean {
  return (
    uri.startsWith('gs://') ||
    uri.startsWith('files/') ||
    /^https:\/\/generativelanguage\.googleapis\.com\//.test(uri) ||
    film.test(uri)
  )
}
