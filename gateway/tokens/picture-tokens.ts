import type { PictureSize } from './picture-size.ts'

interface TileRule {
  readonly kind: 'tiles'
  readonly baseTokens: number
  readonly tileTokens: number
}

interface PatchRule {
  readonly kind: 'patches'
  readonly tokensPerPatch: number
  readonly patchesAtMost: number
  readonly edgePixelsAtMost: number
  /** The limits for `"detail": "original"`, if the model has that. */
  readonly original?: { readonly patchesAtMost: number; readonly edgePixelsAtMost: number }
  /** The detail that applies if `detail` is "auto" or missing. */
  readonly usual: 'high' | 'original'
}

interface WholePatchRule {
  readonly kind: 'whole-patches'
  readonly patchesAtMost: number
  readonly edgePixelsAtMost: number
}

/** Cut into squares as large as the picture's shorter side suggests. */
interface CropRule {
  readonly kind: 'crops'
  readonly cropTokens: number
}

/** So many tokens whatever its size, by the caller's word for its detail. */
interface ResolutionRule {
  readonly kind: 'resolutions'
  readonly usualTokens: number
  readonly tokens: Readonly<Record<string, number>>
}

export type PictureRule = TileRule | PatchRule | WholePatchRule | CropRule | ResolutionRule

function tiles(baseTokens: number, tileTokens: number): TileRule {
  return { kind: 'tiles', baseTokens, tileTokens }
}

const high = { patchesAtMost: 1536, edgePixelsAtMost: 2048 }
const original = { patchesAtMost: 10_000, edgePixelsAtMost: 6000 }

function patches(tokensPerPatch: number, more: Partial<PatchRule> = {}): PatchRule {
  return { kind: 'patches', tokensPerPatch, usual: 'high', ...high, ...more }
}

/**
 * The rule of each model, by its name without a provider. The first matching row counts. The numbers are from
 * https://platform.openai.com/docs/guides/images-vision#calculating-costs
 * and, for Claude,
 * https://platform.claude.com/docs/en/build-with-claude/vision#evaluate-image-size
 */
const rules: readonly (readonly [RegExp, PictureRule])[] = [
  [/^gpt-4o-mini/, tiles(2833, 5667)],
  [/^(gpt-4\.1-mini|gpt-5(\.\d)?-mini)/, patches(1.62)],
  [/^(gpt-4\.1-nano|gpt-5(\.\d)?-nano)/, patches(2.46)],
  [/^o4-mini/, patches(1.72)],
  // For these models the guide gives only the limits. The factor 1.2 is what was billed.
  [/^(gpt-5(\.[0-3])?-codex|gpt-5\.[23]|codex)/, patches(1.2)],
  [/^gpt-5\.4/, patches(1.2, { patchesAtMost: 2500, original })],
  [/^gpt-([6-9]|5\.[5-9])/, patches(1.2, { patchesAtMost: 2500, original, usual: 'original' })],
  [/^gpt-5/, tiles(70, 140)],
  [/^o[13]/, tiles(75, 150)],
  [/^computer-use/, tiles(65, 129)],
  [
    /claude-([23]|instant|[a-z]+-4([-.@][0-6])?([-.@:]\d{8}|[-.@:]v\d|[-.@:]latest|$))/,
    { kind: 'whole-patches', patchesAtMost: 1568, edgePixelsAtMost: 1568 },
  ],
  [/claude/, { kind: 'whole-patches', patchesAtMost: 4784, edgePixelsAtMost: 2576 }],
  // https://ai.google.dev/gemini-api/docs/image-understanding#token-calculation
  [/^gemini-([12](?!\d)|pro|flash)/, { kind: 'crops', cropTokens: 258 }],
  // https://ai.google.dev/gemini-api/docs/media-resolution#token-counts
  [
    /^gemini-\d/,
    {
      kind: 'resolutions',
      usualTokens: 1120,
      tokens: { low: 280, medium: 560, high: 1120, ultra_high: 2240 },
    },
  ],
]

// The rule of gpt-4o, gpt-4.1 and gpt-4.5. Other models count as much or less.
const usualRule = tiles(85, 170)

/** False if no rule is known for the model. Its rule is then a guess, and so is the most that a picture can cost. */
export function hasPictureRule(model: string): boolean {
  const name = model.slice(model.lastIndexOf('/') + 1)
  const known = rules.find(([pattern]) => pattern.test(name))?.[1]
  // How large a picture may be before it is shrunk is not published for those that are cut into squares.
  if (known) return known.kind !== 'crops'
  return /^(ft:)?(gpt-4[o.]|chatgpt-4o)/.test(name)
}

export function pictureRuleOf(model: string): PictureRule {
  const name = model.slice(model.lastIndexOf('/') + 1)
  return rules.find(([pattern]) => pattern.test(name))?.[1] ?? usualRule
}

/**
 * The tokens of a picture. Without a size, the most that a picture can have. `detail` is the caller's word. Any word but
 * "low" and "original" means high detail, or the model's usual detail.
 */
export function pictureTokens(
  rule: PictureRule,
  size: PictureSize | undefined,
  detail: string | undefined,
): number {
  switch (rule.kind) {
    case 'tiles':
      return detail === 'low' ? rule.baseTokens : rule.baseTokens + rule.tileTokens * countTiles(size)
    case 'patches':
      return Math.ceil(rule.tokensPerPatch * countPatches(rule, size, detail))
    case 'whole-patches':
      return countWholePatches(rule, size)
    case 'crops':
      return rule.cropTokens * countCrops(size)
    case 'resolutions':
      return rule.tokens[detail ?? ''] ?? rule.usualTokens
    default:
      return rule satisfies never
  }
}

const tilePixels = 512
const mostTiles = 8 // of a picture of 2048 x 768 pixels

/**
 * The picture is fitted into 2048 x 2048 pixels, and then shrunk so that its shorter side has 768. A smaller picture keeps
 * its size.
 */
function countTiles(size: PictureSize | undefined): number {
  if (!size) return mostTiles
  const { widthPixels: width, heightPixels: height } = size
  const fit = Math.min(1, 2048 / Math.max(width, height))
  const shrink = fit * Math.min(1, 768 / (Math.min(width, height) * fit))
  return tilesAcross(width * shrink) * tilesAcross(height * shrink)
}

function tilesAcross(pixels: number): number {
  return Math.max(1, Math.ceil(Math.round(pixels) / tilePixels))
}

const patchPixels = 32
const lowDetail = { patchesAtMost: 256, edgePixelsAtMost: 512 }

function countPatches(rule: PatchRule, size: PictureSize | undefined, detail: string | undefined): number {
  const asked = detail === 'low' || detail === 'high' || detail === 'original' ? detail : rule.usual
  const limit = asked === 'low' ? lowDetail : asked === 'original' ? (rule.original ?? rule) : rule
  if (!size) return limit.patchesAtMost
  const fit = Math.min(1, limit.edgePixelsAtMost / Math.max(size.widthPixels, size.heightPixels))
  const width = Math.max(1, Math.round(size.widthPixels * fit))
  const height = Math.max(1, Math.round(size.heightPixels * fit))
  const whole = patchesAcross(width) * patchesAcross(height)
  if (whole <= limit.patchesAtMost) return whole
  const shrink = shrinkToPatches(width, height, limit.patchesAtMost)
  const shrunk = patchesAcross(Math.round(width * shrink)) * patchesAcross(Math.round(height * shrink))
  return Math.min(limit.patchesAtMost, shrunk)
}

function patchesAcross(pixels: number): number {
  return Math.max(1, Math.ceil(pixels / patchPixels))
}

/**
 * The factor that shrinks a picture so that its area is at most that of `patchesAtMost` patches, and then further so that
 * one side is a whole number of patches.
 */
function shrinkToPatches(width: number, height: number, patchesAtMost: number): number {
  const byArea = Math.sqrt((patchPixels ** 2 * patchesAtMost) / (width * height))
  const across = (width * byArea) / patchPixels
  const down = (height * byArea) / patchPixels
  return byArea * Math.min(Math.max(1, Math.floor(across)) / across, Math.max(1, Math.floor(down)) / down)
}

const wholePatchPixels = 28

/**
 * Counts the patches after the picture is shrunk to the largest size of the same shape that fits both limits. A patch that
 * is only partly covered counts as a whole one.
 */
function countWholePatches(rule: WholePatchRule, size: PictureSize | undefined): number {
  if (!size) return rule.patchesAtMost
  const long = Math.max(size.widthPixels, size.heightPixels)
  const short = Math.min(size.widthPixels, size.heightPixels)
  const countAt = (edge: number) => {
    const across = Math.ceil(edge / wholePatchPixels)
    const down = Math.ceil(Math.max(1, Math.round((edge * short) / long)) / wholePatchPixels)
    const fits = across * wholePatchPixels <= rule.edgePixelsAtMost && across * down <= rule.patchesAtMost
    return { count: across * down, fits }
  }
  const whole = countAt(long)
  if (whole.fits) return whole.count
  let fitting = 1
  let tooLong = long
  while (fitting + 1 < tooLong) {
    const middle = Math.floor((fitting + tooLong) / 2)
    if (countAt(middle).fits) fitting = middle
    else tooLong = middle
  }
  return countAt(fitting).count
}

const uncroppedPixels = 384
const leastCropPixels = 256
const mostCropPixels = 768
const croppedEdgePixels = 3072

/** A larger picture is shrunk to an edge of 3072 pixels. Without a size, the most that this gives. */
function countCrops(size: PictureSize | undefined): number {
  if (!size) return (croppedEdgePixels / mostCropPixels) ** 2
  const { widthPixels, heightPixels } = size
  if (Math.max(widthPixels, heightPixels) <= uncroppedPixels) return 1
  const fit = Math.min(1, croppedEdgePixels / Math.max(widthPixels, heightPixels))
  const [width, height] = [widthPixels * fit, heightPixels * fit]
  const suggested = Math.floor(Math.min(width, height) / 1.5)
  const crop = Math.min(mostCropPixels, Math.max(leastCropPixels, suggested))
  return Math.ceil(width / crop) * Math.ceil(height / crop)
}
