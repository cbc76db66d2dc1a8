import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'
import { embeddingFiles } from '../../support/embedding-files.ts'

const { modelDir } = embeddingFiles
const root = join(import.meta.dirname, '../../..')

test('every file of the model has the checksum that came with it, and no other file is there', () => {
  const told = readFileSync(join(modelDir, 'SHA256SUMS'), 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split(/\s+/) as [string, string])
  const files = readdirSync(modelDir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => relative(modelDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
  expect(files.toSorted()).toEqual(
    [...told.map(([, name]) => name), 'PROVENANCE.md', 'SHA256SUMS'].toSorted(),
  )
  expect(told).toHaveLength(5)
  for (const [sum, name] of told) {
    expect(
      createHash('sha256')
        .update(readFileSync(join(modelDir, name)))
        .digest('hex'),
      name,
    ).toBe(sum)
  }
})

test('the NOTICE names the model, its folder and its licence', () => {
  const notice = readFileSync(join(root, 'NOTICE'), 'utf8')
  for (const part of ['all-MiniLM-L6-v2', relative(root, modelDir), 'Apache License, Version 2.0']) {
    expect(notice).toContain(part.split(sep).join('/'))
  }
})
