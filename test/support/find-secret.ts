// Finds a secret in files and texts, however it is written there.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryHome } from './temporary-home.ts'

/** Each way in which bytes may carry the text: as it is, and encoded at any alignment. */
function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text)
  const aligned = [0, 1, 2].map(offset => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '')
    return encoded.slice(4, -4) // the first and last groups depend on what is beside them
  })
  return [
    text,
    encodeURIComponent(text),
    ...aligned,
    ...aligned.map(form => form.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    Buffer.from(text, 'utf16le').toString('latin1'),
    JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  ]
}

/** The places whose content has the text in some form. */
export function found(
  text: string,
  places: Readonly<Record<string, string>> | readonly string[],
): readonly string[] {
  const forms = formsOf(text)
  return Object.entries(places).flatMap(([place, content]) =>
    forms.some(form => content.includes(form)) ? [place] : [],
  )
}

/** The contents of a folder's files. Copied by another process: to open a live database here would drop SQLite's locks. */
export function filesOf(dir: string): Readonly<Record<string, string>> {
  const copy = temporaryHome()
  const script = 'require("node:fs").cpSync(process.argv[1], process.argv[2], { recursive: true })'
  execFileSync(process.execPath, ['-e', script, dir, copy])
  const entries = readdirSync(copy, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const files = Object.fromEntries(
    entries.map(({ name, parentPath }) => [name, readFileSync(join(parentPath, name), 'latin1')]),
  )
  rmSync(copy, { recursive: true })
  return files
}
