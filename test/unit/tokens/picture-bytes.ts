// The beginnings of pictures: what says their size, and nothing to look at.

function bytes(...parts: readonly (string | readonly number[] | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )
}

function number(write: (buffer: Buffer) => void, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  write(buffer)
  return buffer
}

const uint16be = (value: number) => number(buffer => buffer.writeUInt16BE(value), 2)
const uint16le = (value: number) => number(buffer => buffer.writeUInt16LE(value), 2)
const uint24le = (value: number) => number(buffer => buffer.writeUIntLE(value, 0, 3), 3)
const uint32be = (value: number) => number(buffer => buffer.writeUInt32BE(value), 4)
const uint32le = (value: number) => number(buffer => buffer.writeUInt32LE(value), 4)

export function png(width: number, height: number): Buffer {
  return bytes('\x89PNG\r\n\x1a\n', uint32be(13), 'IHDR', uint32be(width), uint32be(height), [8, 6, 0, 0, 0])
}

export function gif(width: number, height: number): Buffer {
  return bytes('GIF89a', uint16le(width), uint16le(height), [0xf7, 0, 0])
}

/** `before`: segments before the frame header, as a camera writes them. */
export function jpeg(width: number, height: number, before: readonly Buffer[] = [segment(0xe0, 14)]): Buffer {
  return bytes(
    [0xff, 0xd8],
    ...before,
    [0xff, 0xc2],
    uint16be(17),
    [8],
    uint16be(height),
    uint16be(width),
    [3],
  )
}

export function segment(marker: number, contentBytes: number): Buffer {
  return bytes([0xff, marker], uint16be(contentBytes + 2), Buffer.alloc(contentBytes, 0xff))
}

export function webpLossy(width: number, height: number): Buffer {
  const frame = bytes([0x10, 0, 0, 0x9d, 0x01, 0x2a], uint16le(width | 0x4000), uint16le(height))
  return bytes('RIFF', uint32le(1000), 'WEBPVP8 ', uint32le(900), frame)
}

export function webpLossless(width: number, height: number): Buffer {
  const bits = uint32le((width - 1) | ((height - 1) << 14))
  return bytes('RIFF', uint32le(1000), 'WEBPVP8L', uint32le(900), [0x2f], bits, Buffer.alloc(8))
}

export function webpExtended(width: number, height: number): Buffer {
  const canvas = bytes([0x10, 0, 0, 0], uint24le(width - 1), uint24le(height - 1))
  return bytes('RIFF', uint32le(1000), 'WEBPVP8X', uint32le(10), canvas)
}

export function wav(seconds: number, bytesPerSecond: number): Buffer {
  const format = bytes(uint32le(16), uint16le(1), uint16le(1), uint32le(16_000), uint32le(bytesPerSecond))
  const head = bytes('RIFF', uint32le(36), 'WAVEfmt ', format, uint16le(2), uint16le(16), 'data', uint32le(0))
  return bytes(head, Buffer.alloc(seconds * bytesPerSecond - head.length))
}
