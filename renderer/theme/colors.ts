import type { MantineColorsTuple } from '@mantine/core'

// Verdigris is the green of old copper roofs. It is used on warm stone in light mode and on charcoal in dark mode. The other
// colours are muted, so that they fit it. Amber asks for attention, red means failed, and slate is for things that are set
// apart, such as the sandbox.

const verdigris: MantineColorsTuple = [
  '#edf6f3',
  '#d9ece6',
  '#b3d9ce',
  '#8ac5b5',
  '#62b09d',
  '#3d9783',
  '#247f6d',
  '#14695b',
  '#0e554a',
  '#09423a',
]

const amber: MantineColorsTuple = [
  '#fbf3e4',
  '#f6e6c8',
  '#edd09a',
  '#e2b868',
  '#d8a245',
  '#c98d2c',
  '#b3781d',
  '#8f5d13',
  '#6f470d',
  '#513309',
]

const red: MantineColorsTuple = [
  '#fbefec',
  '#f6dcd6',
  '#edbcb2',
  '#e29a8c',
  '#d77c6b',
  '#c95a48',
  '#b24231',
  '#953325',
  '#76271c',
  '#581c14',
]

const slate: MantineColorsTuple = [
  '#eef2f7',
  '#dfe7f0',
  '#bfcee0',
  '#9eb4ce',
  '#819cbd',
  '#6684aa',
  '#516f94',
  '#405a78',
  '#32475f',
  '#253648',
]

const stone: MantineColorsTuple = [
  '#faf9f6',
  '#f4f2ed',
  '#eae7e0',
  '#e6e2da',
  '#c9c4ba',
  '#a5a095',
  '#7f7a70',
  '#5e5a52',
  '#3f3c37',
  '#23211e',
]

const charcoal: MantineColorsTuple = [
  '#dde2de',
  '#b7beb9',
  '#98a19b',
  '#6f7872',
  '#2b312e',
  '#2c332f',
  '#212724',
  '#191d1b',
  '#121514',
  '#0b0d0c',
]

export const colors = { verdigris, amber, red, slate, gray: stone, dark: charcoal }

/** The colours of providers in the spend chart. They differ in lightness as well as in hue. */
export const seriesColors = ['#247f6d', '#c98d2c', '#6684aa', '#a8637f', '#84933f', '#bd7350'] as const

const tinted = { verdigris, amber, red, slate, gray: stone }

/** The unobtrusive backgrounds of badges, alerts and notices: a tint in light mode, a glow in dark mode. */
export function lightVariant(scheme: 'light' | 'dark'): Readonly<Record<string, string>> {
  const entries = Object.entries(tinted).flatMap(([name, shades]) => [
    [`--mantine-color-${name}-light`, scheme === 'light' ? shades[1] : `${shades[5]}26`],
    [`--mantine-color-${name}-light-hover`, scheme === 'light' ? shades[2] : `${shades[5]}40`],
    [`--mantine-color-${name}-light-color`, scheme === 'light' ? shades[8] : shades[2]],
  ])
  return Object.fromEntries(entries)
}
