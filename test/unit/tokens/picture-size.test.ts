import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Base64Bytes, openBase64, openDataUrl } from '../../../gateway/tokens/base64-bytes.ts'
import { readPictureSize } from '../../../gateway/tokens/picture-size.ts'
import * as picture from './picture-bytes.ts'

function sizeOf(bytes: Buffer): readonly [number, number] | undefined {
  const size = readPictureSize(openBase64(bytes.toString('base64')))
  return size && [size.widthPixels, size.heightPixels]
}

describe('base64', () => {
  test('is read anywhere as if it had been decoded whole (seed 51)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(70), fc.nat(70), (array, start, length) => {
        const bytes = Buffer.from(array)
        for (const source of [
          openBase64(bytes.toString('base64')),
          openDataUrl(`data:image/png;name="a;b";base64,${bytes.toString('base64')}`),
        ]) {
          expect(source?.lengthBytes).toBe(bytes.length)
          expect(source?.read(start, length)).toEqual(bytes.subarray(start, start + length))
        }
      }),
      { seed: 51 },
    )
  })

  test.each([
    'https://example.com/a.png',
    'data:image/png,%89PNG',
    'data:,',
    '',
    `data:${'x'.repeat(1e6)};base64,`,
  ])('is not what "%.30s" holds', url => {
    expect(openDataUrl(url)).toBeUndefined()
  })
})

describe('the size of a picture', () => {
  test.each([
    ['PNG', picture.png],
    ['GIF', picture.gif],
    ['JPEG', picture.jpeg],
    ['WebP, lossy', picture.webpLossy],
    ['WebP, lossless', picture.webpLossless],
    ['WebP, extended', picture.webpExtended],
  ])('is read from the header of a %s', (_, make) => {
    expect(sizeOf(make(1, 1))).toEqual([1, 1])
    expect(sizeOf(make(1920, 1080))).toEqual([1920, 1080])
    expect(sizeOf(Buffer.concat([make(333, 16_383), Buffer.alloc(100_000, 7)]))).toEqual([333, 16_383])
  })

  test('is found behind the megabytes that a camera writes first, without decoding them', () => {
    const before = Array.from({ length: 40 }, (_, index) => picture.segment(0xe1 + (index % 10), 65_000))
    const whole = openBase64(
      picture.jpeg(4032, 3024, [...before, picture.segment(0xc4, 400)]).toString('base64'),
    )
    let decodedBytes = 0
    const counting: Base64Bytes = {
      ...whole,
      read(start, length) {
        decodedBytes += length
        return whole.read(start, length)
      },
    }
    expect(readPictureSize(counting)).toEqual({ widthPixels: 4032, heightPixels: 3024 })
    expect(decodedBytes).toBeLessThan(1000)
  })

  test('is unknown where there is none', () => {
    const png = picture.png(100, 100)
    const jpeg = picture.jpeg(100, 100)
    expect(sizeOf(Buffer.alloc(0))).toBeUndefined()
    expect(sizeOf(Buffer.from('<svg width="10" height="10"/>'))).toBeUndefined()
    expect(sizeOf(png.subarray(0, 20))).toBeUndefined()
    expect(sizeOf(picture.png(0, 100))).toBeUndefined()
    expect(sizeOf(jpeg.subarray(0, 22))).toBeUndefined()
    expect(sizeOf(Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(50_000, 0xff)]))).toBeUndefined()
    expect(sizeOf(Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0, 0, 0, 0]))).toBeUndefined()
  })

  test('is asked of any bytes without an error (seed 52)', () => {
    const starts = [picture.png(1, 1), picture.gif(1, 1), picture.jpeg(1, 1), picture.webpLossy(1, 1)]
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.nat(30),
        fc.uint8Array({ maxLength: 60 }),
        (start, kept, rest) => {
          const size = sizeOf(Buffer.concat([start.subarray(0, kept), rest]))
          for (const side of size ?? []) expect(side).toBeGreaterThan(0)
        },
      ),
      { seed: 52, numRuns: 1000 },
    )
  })
})
