import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findPlaces } from '../../gateway/cli/places.ts'

const root = join(import.meta.dirname, '..', '..')

/** The built command line, which Vitest has built before any test (build-before-tests.ts). */
export const builtCli = join(root, 'out', 'main', 'cli.js')

/**
 * Where the built program's files are. Tests start its threads and processes, as they are what people run: and each would otherwise
 * load a hundred files and strip their types, which took a third of the tests' time.
 */
export const builtPlaces = findPlaces(pathToFileURL(builtCli).href)
