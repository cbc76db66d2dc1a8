import { type CSSVariablesResolver, createTheme } from '@mantine/core'
import { colors, lightVariant } from './colors.ts'

export const theme = createTheme({
  primaryColor: 'verdigris',
  primaryShade: { light: 7, dark: 6 },
  colors,
  black: '#1c1f1d',
  autoContrast: true,
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  fontFamily:
    "-apple-system, 'Segoe UI Variable Text', 'Segoe UI', Inter, Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', 'JetBrains Mono', Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  fontWeights: { regular: '400', medium: '500', bold: '600' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '21px', lineHeight: '1.3' },
      h2: { fontSize: '14px', lineHeight: '1.4' },
      h3: { fontSize: '13px', lineHeight: '1.4' },
    },
  },
  components: {
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 500, size: 'md' } },
    Button: { defaultProps: { size: 'sm', fw: 500 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Alert: { defaultProps: { radius: 'md' } },
    Modal: { defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.45 } } },
    Drawer: { defaultProps: { position: 'right', overlayProps: { backgroundOpacity: 0.25 } } },
    Popover: { defaultProps: { shadow: 'md' } },
    Menu: { defaultProps: { shadow: 'md' } },
    // A check on the left would indent only the chosen option. The scrollbar shows that a list has more.
    Select: { defaultProps: { checkIconPosition: 'right', scrollAreaProps: { type: 'auto' } } },
    Paper: { defaultProps: { withBorder: true, radius: 'lg' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true } },
    Table: { defaultProps: { tabularNums: true, verticalSpacing: 8, horizontalSpacing: 10 } },
    ScrollArea: { defaultProps: { scrollbarSize: 8 } },
    ScrollAreaAutosize: { defaultProps: { scrollbarSize: 8 } },
  },
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--gatehouse-row-height': '36px' },
  light: {
    ...lightVariant('light'),
    '--gatehouse-canvas': '#f7f5f1',
    '--gatehouse-sunken': '#f4f2ed',
    '--gatehouse-border': 'var(--mantine-color-gray-3)',
    '--gatehouse-hover': '#f8f6f2',
    '--gatehouse-active': '#ebe8e0',
    '--gatehouse-held': '#8ac5b5',
    '--gatehouse-phase-own': '#8f897e',
    '--gatehouse-phase-provider': '#c48a2c',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1f221f',
    '--mantine-color-dimmed': '#69655d',
    '--mantine-color-placeholder': '#78736a',
    '--mantine-color-default-border': '#dad5cb',
  },
  dark: {
    ...lightVariant('dark'),
    '--gatehouse-canvas': '#111413',
    '--gatehouse-sunken': '#141816',
    '--gatehouse-border': 'var(--mantine-color-dark-4)',
    '--gatehouse-hover': '#1e2321',
    '--gatehouse-active': '#212724',
    '--gatehouse-held': '#6fae9f',
    '--gatehouse-phase-own': '#79827c',
    '--gatehouse-phase-provider': '#c9963f',
    '--mantine-shadow-md': '0 6px 24px rgb(0 0 0 / 0.6)',
    '--mantine-color-error': 'var(--mantine-color-red-4)',
    '--mantine-color-body': '#191d1b',
    '--mantine-color-text': '#e3e7e3',
    '--mantine-color-dimmed': '#98a19b',
    '--mantine-color-placeholder': '#848d87',
    '--mantine-color-default-border': '#363d39',
  },
})
