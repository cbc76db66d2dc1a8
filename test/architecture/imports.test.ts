import { describe, expect, test } from 'vitest'
import { type Import, packageOf, type SourceFile, sourcesIn } from './source-files.ts'

/** Every import that `isWrong`, as 'file: what it imports'. */
function wrongImports(
  files: readonly SourceFile[],
  isWrong: (imported: Import, file: SourceFile) => boolean,
): readonly string[] {
  return files.flatMap(file =>
    file.imports.filter(each => isWrong(each, file)).map(({ from }) => `${file.path}: ${from}`),
  )
}

const isIn = (folder: string) => (imported: Import) => imported.path?.startsWith(`${folder}/`) === true

test('the imports are found', () => {
  const [core] = sourcesIn('gateway').filter(({ path }) => path === 'gateway/core.ts')
  expect(core?.imports).toEqual(
    expect.arrayContaining([
      { from: 'undici', path: undefined, typeOnly: false },
      { from: './ledger/ledger.ts', path: 'gateway/ledger/ledger.ts', typeOnly: false },
      { from: './gateway-deps.ts', path: 'gateway/gateway-deps.ts', typeOnly: true },
    ]),
  )
  const everything = sourcesIn('gateway', 'electron', 'renderer', 'test').flatMap(({ imports }) => imports)
  expect(everything.length).toBeGreaterThan(500)
})

test('only electron/ runs with Electron; tests know its types', () => {
  const outside = sourcesIn('gateway', 'renderer', 'test')
  const isElectron = ({ from }: Import) => from === 'electron' || from.startsWith('electron/')
  expect(
    wrongImports(
      outside,
      (each, { path }) => isElectron(each) && !(each.typeOnly && path.startsWith('test/')),
    ),
  ).toEqual([])
})

test('the gateway imports nothing outside itself, and draws nothing', () => {
  const drawing = ['react', 'react-dom', '@mantine/core']
  const isWrong = (each: Import) =>
    (each.path !== undefined && !isIn('gateway')(each)) || drawing.includes(packageOf(each) ?? '')
  expect(wrongImports(sourcesIn('gateway'), isWrong)).toEqual([])
})

test('the renderer knows the contract of the gateway, and no Node', () => {
  const isWrong = (each: Import) =>
    each.from.startsWith('node:') ||
    (each.path !== undefined &&
      !isIn('renderer')(each) &&
      !isIn('gateway/contract')(each) &&
      !isLicence(each) &&
      !isBridgeType(each))
  // Texts that are shown, and no code.
  const isLicence = (each: Import) => each.path === 'LICENSE?raw' || each.path === 'NOTICE?raw'
  // The shape of the one object that the preload leaves in the window.
  const isBridgeType = (each: Import) => each.typeOnly && each.path === 'electron/ipc/contract.ts'
  expect(wrongImports(sourcesIn('renderer'), isWrong)).toEqual([])
})

test('the contract imports nothing but itself', () => {
  expect(wrongImports(sourcesIn('gateway/contract'), each => !isIn('gateway/contract')(each))).toEqual([])
})

describe('formats, tokens and what they share stand above each other:', () => {
  const allowed = (folders: readonly string[], files: readonly string[] = []) => {
    const places = folders.map(folder => isIn(`gateway/${folder}`))
    return (each: Import) =>
      each.path === undefined || files.includes(each.path) || places.some(isInPlace => isInPlace(each))
  }
  // What a bill is made of is said by requests and answers themselves.
  const facts = ['gateway/errors.ts', 'gateway/pricing/bill.ts']

  test.each([
    ['chat', ['bytes', 'chat', 'contract'], facts],
    ['formats', ['bytes', 'chat', 'contract', 'formats', 'tokens'], facts],
    ['tokens', ['bytes', 'chat', 'contract', 'redaction', 'tokens'], ['gateway/errors.ts']],
  ])('%s/ imports only %j and %j', (folder, folders, files) => {
    const isAllowed = allowed(folders, files)
    expect(wrongImports(sourcesIn(`gateway/${folder}`), each => !isAllowed(each))).toEqual([])
  })
})

test('the product imports no test', () => {
  expect(wrongImports(sourcesIn('gateway', 'electron', 'renderer'), isIn('test'))).toEqual([])
})

test('nothing imports upwards into the command line, nor the gateway its entries', () => {
  const files = sourcesIn('gateway').filter(
    ({ path }) => !path.startsWith('gateway/cli/') && path !== 'gateway/headless.ts',
  )
  expect(wrongImports(files, isIn('gateway/cli'))).toEqual([])
})

describe('of js-tiktoken, only the rank tables are read', () => {
  test('in the product', () => {
    const files = sourcesIn('gateway', 'electron', 'renderer')
    const isWrong = (each: Import) =>
      packageOf(each) === 'js-tiktoken' && !each.typeOnly && !/^js-tiktoken\/ranks\/\w+$/.test(each.from)
    expect(wrongImports(files, isWrong)).toEqual([])
  })
})

test('the database is opened in storage/ alone', () => {
  const files = sourcesIn('gateway', 'electron').filter(({ path }) => !path.startsWith('gateway/storage/'))
  expect(wrongImports(files, each => packageOf(each) === 'better-sqlite3')).toEqual([])
})

describe('the embedding model runs in a process of its own:', () => {
  const model = 'gateway/embeddings/embedding-model.ts'
  const entry = 'gateway/embeddings/embedding-process.ts'
  const files = sourcesIn('gateway', 'electron', 'renderer')
  const importersOf = (isMeant: (imported: Import) => boolean) =>
    files.filter(({ imports }) => imports.some(isMeant)).map(({ path }) => path)

  test('its packages are imported by one file, which only the entry of that process imports', () => {
    const packages = ['@xenova/transformers', '@huggingface/transformers']
    const isModelPackage = (each: Import) =>
      packages.includes(packageOf(each) ?? '') || packageOf(each)?.startsWith('onnxruntime-') === true
    expect(importersOf(isModelPackage)).toEqual([model])
    expect(importersOf(({ path }) => path === model)).toEqual([entry])
  })

  test('nobody imports that entry', () => {
    expect(importersOf(({ path }) => path === entry)).toEqual([])
  })
})
